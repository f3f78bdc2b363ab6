/** The kinds of stories. A seed tells one of each. */
import { type StoryOptions, type StoryResult, tellStory } from "./story.ts";
import { tellUpkeep } from "./upkeep/story.ts";

export const STORIES: Readonly<Record<StoryKind, (options: StoryOptions) => Promise<StoryResult>>> = {
  arrivals: tellStory,
  upkeep: tellUpkeep,
};

export type StoryKind = "arrivals" | "upkeep";
