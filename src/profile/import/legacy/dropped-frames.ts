/** Frames that a profile's reader cuts off, as `drop_frames` and `keep_frames` of a pprof profile name them. */
export interface DroppedFrames {
  readonly dropFrames: string;
  readonly keepFrames: string;
}

export const NOTHING_DROPPED: DroppedFrames = { dropFrames: '', keepFrames: '' };

/** What allocates on behalf of others: pprof reports its callers. */
export const ALLOCATORS: DroppedFrames = {
  dropFrames: [
    '(?:(?:__)?posix_|do_)?memalign',
    '(?:c|m|re|v|pv)alloc|c?free|allocate',
    String.raw`runtime\..*`,
    String.raw`tcmalloc::.*|tc_\w+|operator new(?:\[\])?|__libc_malloc|_M_allocate`,
  ].join('|'),
  keepFrames: String.raw`runtime\.(?:panic|reflectcall|call[0-9]*)`,
};

/** What takes and leaves locks on behalf of others. */
export const LOCKING: DroppedFrames = {
  dropFrames: [
    '(?:base::)?(?:RecordLockProfileData|SubmitMutexProfileData|SubmitSpinLockProfileData).*',
    '(?:base::)?(?:Mutex::)?(?:AwaitCommon|Unlock|UnlockSlow|ReaderUnlock).*',
    '(?:base::)?(?:MutexLock::)?~MutexLock.*',
    '(?:SpinLock::)?(?:Slow)?Unlock.*|(?:SpinLockHolder::)?~SpinLockHolder.*',
  ].join('|'),
  keepFrames: '',
};
