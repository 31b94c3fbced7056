/** Nothing is loaded and nothing runs, whatever text of a container has found its way into the page. */
export const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";
