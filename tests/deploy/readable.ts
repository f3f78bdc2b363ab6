/** A template, or a module of Terraform, with what is JSON in a text, or in base64, spelled out. */
export function readable<Template extends object>(template: Template): Template {
  return JSON.parse(JSON.stringify(template), (name, value) => {
    if (name === "DashboardBody") return { "Fn::Sub": JSON.parse(value["Fn::Sub"]) };
    if (name !== "ViewOriginalText" && name !== "view_original_text") return value;
    const view = JSON.parse(Buffer.from(value.split(" ")[3], "base64").toString());
    return { ...view, originalSql: view.originalSql.split("\n") };
  });
}
