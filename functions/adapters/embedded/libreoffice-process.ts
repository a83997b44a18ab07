import { type ChildProcess, spawn } from 'node:child_process';

export interface Run {
  /** `exit`: ended by itself; `killed`: by us, at the time limit or at close; `unstarted`: no such program. */
  readonly ended: 'exit' | 'crash' | 'timeout' | 'killed' | 'unstarted';
  readonly code: number | null;
  readonly output: string;
}

export interface Running {
  readonly done: Promise<Run>;
  kill(): void;
}

const OUTPUT_LIMIT = 20_000;

// Allowed one by one: a document must not be able to read the program's secrets through its environment.
const PASSED_ON = [
  /^(PATH|HOME|USER|LOGNAME|LANG|TZ|DISPLAY|LD_LIBRARY_PATH)$/,
  /^(XDG_|FONTCONFIG_)/,
  /^(SystemRoot|windir|SystemDrive|ComSpec|PATHEXT|USERPROFILE|USERNAME|APPDATA|LOCALAPPDATA)$/i,
  /^(ProgramData|ProgramFiles.*|ProgramW6432|CommonProgramFiles.*|HOMEDRIVE|HOMEPATH)$/i,
];

// glibc hands memory back to the kernel after every document and asks for it again: keeping it saves a third
// of the time. Other C libraries ignore these.
const KEEP_MEMORY = {
  MALLOC_TOP_PAD_: '67108864',
  MALLOC_TRIM_THRESHOLD_: '268435456',
  MALLOC_MMAP_THRESHOLD_: '134217728',
};

function environment(temp: string): NodeJS.ProcessEnv {
  const passed = Object.entries(process.env).filter(([key]) =>
    PASSED_ON.some((pattern) => pattern.test(key)),
  );
  // LibreOffice decodes paths by the locale: with LANG=C a folder with Chinese characters cannot be opened.
  const locale = process.platform === 'linux' ? { LC_ALL: 'C.UTF-8' } : {};
  const folders = { TMPDIR: temp, TEMP: temp, TMP: temp };
  return {
    ...Object.fromEntries(passed),
    ...locale,
    ...folders,
    ...KEEP_MEMORY,
    SAL_DISABLE_PRINTERLIST: '1',
  };
}

// soffice is a launcher script: its group has to go, not it alone.
function killTree(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null) return;
  if (process.platform === 'win32') {
    spawn('taskkill', ['/PID', String(child.pid), '/T', '/F'], { stdio: 'ignore', windowsHide: true }).on(
      'error',
      () => child.kill(),
    );
    return;
  }
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL');
  }
}

/** Starts LibreOffice in `folder`, with its temporary files there; kills it and its children after `timeoutMs`. */
export function startOffice(
  executable: string,
  args: readonly string[],
  folder: string,
  timeoutMs: number,
): Running {
  const child = spawn(executable, args, {
    cwd: folder,
    env: environment(folder),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  let reason: 'timeout' | 'killed' | undefined;
  const stop = (why: 'timeout' | 'killed') => {
    reason ??= why;
    killTree(child);
  };
  const atExit = () => killTree(child);
  process.once('exit', atExit);
  const timer = setTimeout(() => stop('timeout'), timeoutMs);
  let output = '';
  const collect = (chunk: Buffer) => {
    if (output.length < OUTPUT_LIMIT) output += chunk.toString('utf8');
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  const done = new Promise<Run>((resolve) => {
    const settle = (run: Run) => {
      clearTimeout(timer);
      process.off('exit', atExit);
      resolve(run);
    };
    child.on('error', (error) => settle({ ended: 'unstarted', code: null, output: error.message }));
    child.on('close', (code) => settle({ ended: reason ?? (code === 0 ? 'exit' : 'crash'), code, output }));
  });
  return { done, kill: () => stop('killed') };
}
