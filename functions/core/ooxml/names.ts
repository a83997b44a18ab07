/** Fixed names and openings that parts of a package have in common. */
export const CONTENT_TYPES = '[Content_Types].xml';
export const XML_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
/** Namespace of `r:id`, and the beginning of the types of relationships. */
export const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
export const NO_LINKS =
  '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>';
/** Namespace `a` of drawings. */
export const DRAWING = 'http://schemas.openxmlformats.org/drawingml/2006/main';
