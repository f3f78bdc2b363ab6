/** Those who are notified of changes. Throws RegistrarError; then the notification may not have been sent. */
export interface Subscribers {
  notify(notification: Notification, signal: AbortSignal): Promise<void>;
}

/** What subscribers are sent. */
export interface Notification {
  /** Less than 100 printable ASCII characters. */
  readonly subject: string;
  readonly text: string;
  /** What subscriptions can filter by. */
  readonly attributes: Readonly<Record<string, string>>;
}
