import { expect, test } from 'vitest';
import { suspectOf } from '../../src/diagnosis/suspect.ts';
import { compareProfiles } from '../../src/profile/compare.ts';
import { drawnProfile } from '../support/profile/drawn-profile.ts';

/** A drawing from the root to the leaf, and what the finding must name. */
const STACKS = [
  [
    'Node',
    'onRequest (api.js)',
    '(root) : > processTicksAndRejections node:internal/process/task_queues:105 > next /app/node_modules/express/lib/router/index.js:200 > onRequest /app/src/api.js:14 > set node:internal/map:9',
  ],
  [
    'Node before it said node:',
    'remember (feed.js)',
    '(root) : > emit internal/events.js:10 > remember /app/src/feed.js:26',
  ],
  [
    'Java with files',
    'FillListeners.subscribe',
    'java.lang.Thread.run Thread.java:1583 > org.springframework.web.Dispatcher.serve Dispatcher.java:9 > com.acme.orders.FillListeners.subscribe FillListeners.java:31 > java.util.ArrayList.add ArrayList.java:484',
  ],
  [
    'Java through a proxy that Spring made',
    'Desk.place',
    'java.lang.Thread.run Thread.java:1583 > com.acme.orders.Desk.place Desk.java:9 > com.acme.orders.Shop$$SpringCGLIB$$.save Shop.java:1 > java.util.HashMap.put HashMap.java:610',
  ],
  [
    'Java without files',
    'FillListeners.subscribe',
    'java/lang/Thread.run : > com/acme/orders/FillListeners.subscribe : > java/util/ArrayList.add :',
  ],
  [
    'Python',
    'keep (store.py)',
    '_bootstrap /usr/lib/python3.13/threading.py:1014 > get /venv/lib/python3.13/site-packages/flask/app.py:880 > keep /srv/reports/store.py:12 > dumps /usr/lib/python3.13/json/__init__.py:231',
  ],
] as const;

test.each(STACKS)('%s: a path is reported from the application’s own frame, %s', (_, reported, stack) => {
  // `:` stands for no file and no line.
  const drawn = (value: number) => drawnProfile(`${value} ${stack.replaceAll(' :', ' :0')}`);
  const { paths } = compareProfiles({ time: 0, profile: drawn(1) }, { time: 1, profile: drawn(9) });
  expect(suspectOf(paths[0])?.name).toBe(reported);
});
