import { describe, expect, it } from 'vitest';
import { waitOfFrames, waitOfState } from '../../src/profile/goroutine-wait.ts';

describe('what a stack waits for', () => {
  it.each([
    ['channel-send', 'runtime.gopark runtime.chansend runtime.chansend1 main.f'],
    ['channel-receive', 'runtime.gopark runtime.chanrecv runtime.chanrecv2 main.f'],
    ['select', 'runtime.gopark runtime.selectgo main.f'],
    ['select', 'runtime.gopark runtime.block main.main'],
    ['lock', 'runtime.gopark runtime.semacquire1 internal/sync.(*Mutex).lockSlow sync.(*Mutex).Lock main.f'],
    ['lock', 'runtime.gopark runtime.semacquire1 sync.(*RWMutex).RLock main.f'],
    ['wait-group', 'runtime.gopark runtime.semacquire1 sync.runtime_Semacquire sync.(*WaitGroup).Wait main.f'],
    ['condition', 'runtime.gopark sync.runtime_notifyListWait sync.(*Cond).Wait main.f'],
    ['network', 'runtime.gopark runtime.netpollblock internal/poll.runtime_pollWait internal/poll.(*FD).Read net.f'],
    ['sleep', 'runtime.gopark time.Sleep main.f'],
    ['system-call', 'syscall.Syscall syscall.read main.f'],
    ['nothing', 'main.f main.main'],
    // Callers further out are no wait: f was called from within a select loop of a library.
    ['nothing', 'main.f example.test/lib.loop runtime.selectgo'],
  ])('%s: %s', (wait, stack) => {
    expect(waitOfFrames(stack.split(' '))).toBe(wait);
  });

  it('is reported by frames where an old runtime says only semacquire', () => {
    expect(waitOfState('semacquire', ['sync.runtime_Semacquire', 'sync.(*WaitGroup).Wait', 'main.f'])).toBe(
      'wait-group',
    );
    expect(waitOfState('semacquire', ['sync.runtime_SemacquireMutex', 'sync.(*Mutex).Lock', 'main.f'])).toBe('lock');
    expect(waitOfState('something new', [])).toBe('nothing');
  });
});
