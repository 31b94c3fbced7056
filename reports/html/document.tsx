import { type ComponentChildren } from "preact";
import { renderToString } from "preact-render-to-string";
import { STYLE } from "./style";
import { STYLE_OF_DRAWINGS } from "./style-drawings";

/** Nothing is loaded and nothing runs, whatever text of a container has found its way into the page. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/** What a page is made of. */
export interface DocumentProps {
  readonly title: string;
  /** Picture for the tab of the browser, as a `data:` address. */
  readonly icon?: string;
  readonly children: ComponentChildren;
}

/**
 * Renders one HTML page that needs nothing else.
 *
 * @param props - Title, icon, and what stands in it.
 * @returns The page; the same for the same parts.
 */
export function renderDocument(props: DocumentProps): string {
  return `<!doctype html>\n${renderToString(<Document {...props} />)}\n`;
}

function Document({ children, icon, title }: DocumentProps) {
  return (
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta http-equiv="Content-Security-Policy" content={POLICY} />
        <title>{title}</title>
        {icon !== undefined && <link rel="icon" href={icon} />}
        <style dangerouslySetInnerHTML={{ __html: STYLE + STYLE_OF_DRAWINGS }} />
      </head>
      <body>
        <main>{children}</main>
      </body>
    </html>
  );
}
