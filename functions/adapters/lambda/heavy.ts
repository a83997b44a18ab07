import type { Faces } from '../../core/pdf/ink.ts';
import type { Renderer, Workbooks } from '../../core/ports.ts';

/** Libraries that most calls never need: each is read when its first work comes, so that a cold start is short. */

export const lazyWorkbooks = (): Workbooks => {
  const load = async () => (await import('../exceljs/workbooks.ts')).createWorkbooks();
  return {
    form: async (kind) => (await load()).form(kind),
    table: async (kind) => (await load()).table(kind),
    annotated: async (...given) => (await load()).annotated(...given),
  };
};

/** `folder`: with fonts, because a function has none of its system. */
export const lazyFaces = (folder: string): (() => Promise<Faces>) => {
  let faces: (() => Promise<Faces>) | undefined;
  return async () => {
    faces ??= (await import('../fontkit/faces.ts')).createFaces(folder);
    return faces();
  };
};

export const lazyPicture = async (svg: string): Promise<Uint8Array> =>
  (await import('../resvg/pictures.ts')).pictureOf(svg);

/** LibreOffice is in the image of one function; the others ask it nothing. */
export const lazyRenderer = (): Renderer => {
  let renderer: Promise<Renderer> | undefined;
  const load = (): Promise<Renderer> => {
    renderer ??= import('../embedded/libreoffice.ts').then(({ createLibreOfficeRenderer }) =>
      createLibreOfficeRenderer({ batchSize: 60, converters: 2, onEvent: () => undefined }),
    );
    return renderer;
  };
  return {
    probe: async () => (await load()).probe(),
    render: async (jobs) => (await load()).render(jobs),
    close: async () => (await renderer)?.close(),
  };
};
