/**
 * Makes `${` and `%{` of a user's text reach the container as they are: Terraform would read them as templates.
 * Tokens of CDKTF are left alone.
 *
 * @param text - Text that may hold tokens.
 * @returns The text as Terraform must see it.
 */
export function literal(text: string): string {
  return text.replace(/\$\{(?!TfToken\[)/g, "$$${").replace(/%\{/g, "%%{");
}
