/** What a goroutine waits for, as the runtime names it. */
export type Wait =
  | 'channel-send'
  | 'channel-receive'
  | 'select'
  | 'lock'
  | 'wait-group'
  | 'condition'
  | 'network'
  | 'sleep'
  | 'system-call'
  | 'nothing';

/** Frames under the code that waits, most telling first: a WaitGroup also acquires a semaphore, as a lock does. */
const FRAMES: readonly (readonly [RegExp, Wait])[] = [
  [/^time\.Sleep$/, 'sleep'],
  [/^sync\.\(\*WaitGroup\)\.Wait$|^sync\.runtime_SemacquireWaitGroup$/, 'wait-group'],
  [/^sync\.\(\*Cond\)\.Wait$|^sync\.runtime_notifyListWait$/, 'condition'],
  [/^internal\/poll\.|^runtime\.netpoll/, 'network'],
  [/^runtime\.chansend/, 'channel-send'],
  [/^runtime\.chanrecv/, 'channel-receive'],
  [/^runtime\.(selectgo|block)$/, 'select'],
  [/^(internal\/)?sync\.\(\*(Mutex|RWMutex)\)\.|^runtime\.semacquire|^(internal\/)?sync\.runtime_Semacquire/, 'lock'],
  [/^syscall\.|^internal\/runtime\/syscall\./, 'system-call'],
];

/** Packages whose frames lie between a waiting line and the scheduler. */
const MACHINERY = /^(runtime|internal\/(runtime|poll|sync)|sync|syscall)[./]|^time\.Sleep$/;

/**
 * What the goroutines of a stack wait for, as its innermost frames show (leaf first), those of the runtime and what is
 * built right on it: further out, the same names are only callers.
 */
export function waitOfFrames(functions: readonly string[]): Wait {
  const end = functions.findIndex((name) => !MACHINERY.test(name));
  const inner = end < 0 ? functions : functions.slice(0, end);
  return FRAMES.find(([pattern]) => inner.some((name) => pattern.test(name)))?.[1] ?? 'nothing';
}

/** As `runtime.waitReason` is printed (runtime/runtime2.go); what is built in since is `nothing`. */
const STATES: Readonly<Record<string, Wait>> = {
  'chan send': 'channel-send',
  'chan send (nil chan)': 'channel-send',
  'chan receive': 'channel-receive',
  'chan receive (nil chan)': 'channel-receive',
  select: 'select',
  'select (no cases)': 'select',
  sleep: 'sleep',
  'IO wait': 'network',
  'sync.Mutex.Lock': 'lock',
  'sync.RWMutex.Lock': 'lock',
  'sync.RWMutex.RLock': 'lock',
  'sync.Cond.Wait': 'condition',
  'sync.WaitGroup.Wait': 'wait-group',
  syscall: 'system-call',
};

/** What a state in the text form means. Before Go 1.20 locks and wait groups were both `semacquire`: the frames decide. */
export function waitOfState(state: string, functions: readonly string[]): Wait {
  return state === 'semacquire' ? waitOfFrames(functions) : (STATES[state] ?? 'nothing');
}
