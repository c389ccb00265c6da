import { describe, expect, test } from 'vitest';
import { findMemoryController, parseFlatKeyed, usageOf, V1, V2 } from '../../scripts/lab/cgroup/dialect.ts';

const V1_MOUNTS = `tmpfs /sys/fs/cgroup tmpfs rw 0 0
cgroup /sys/fs/cgroup/cpu cgroup rw,relatime,cpu 0 0
cgroup /sys/fs/cgroup/memory cgroup rw,relatime,memory 0 0
cgroup2 /sys/fs/cgroup/unified cgroup2 rw,relatime 0 0
`;
const V2_MOUNTS = 'cgroup2 /sys/fs/cgroup cgroup2 rw,nosuid,nodev,noexec,relatime,nsdelegate 0 0\n';

describe('the memory controller', () => {
  test.each([
    {
      name: 'v1, and a v2 tree without memory',
      mounts: V1_MOUNTS,
      controllers: 'hugetlb',
      version: 1,
      at: '/sys/fs/cgroup/memory',
    },
    { name: 'v2', mounts: V2_MOUNTS, controllers: 'cpuset cpu io memory pids\n', version: 2, at: '/sys/fs/cgroup' },
  ])('is found: $name', ({ mounts, controllers, version, at }) => {
    const found = findMemoryController(mounts, () => controllers);
    expect([found?.dialect.version, found?.mountPoint]).toEqual([version, at]);
  });

  test('is missing where v2 does not have it', () => {
    expect(findMemoryController(V2_MOUNTS, () => 'cpu io')).toBeUndefined();
  });
});

test.each([
  {
    dialect: V1,
    charged: { usage: 900, kernel: 30, swap: undefined },
    stat: 'cache 1\nrss 2\ntotal_cache 300\ntotal_rss 500\ntotal_inactive_file 100\ntotal_active_file 60\ntotal_mapped_file 40\ntotal_swap 9\n',
    kernel: 30,
  },
  {
    dialect: V2,
    charged: { usage: 900, kernel: 0, swap: 9 },
    stat: 'anon 500\nfile 300\nkernel 30\ninactive_file 100\nactive_file 60\nfile_mapped 40\n',
    kernel: 0,
  },
])(
  'version $dialect.version: RSS is anonymous memory, the working set leaves out inactive cache',
  ({ dialect, charged, stat, kernel }) => {
    expect(usageOf(dialect, charged, parseFlatKeyed(stat))).toEqual({
      rss: 500,
      workingSet: 800,
      cache: 300,
      usage: 900,
      swap: 9,
      activeFile: 60,
      inactiveFile: 100,
      mappedFile: 40,
      kernel,
    });
  },
);

test.each([
  ['v1', 'oom_kill_disable 0\nunder_oom 0\noom_kill 3\n'],
  ['v2', 'low 0\nhigh 0\nmax 41\noom 1\noom_kill 3\noom_group_kill 0\n'],
])('kills are counted alike in %s', (_, text) => expect(parseFlatKeyed(text).get('oom_kill')).toBe(3));
