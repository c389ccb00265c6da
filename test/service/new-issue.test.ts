import { expect, test } from 'vitest';
import { issueForm } from '../../src/service/new-issue.ts';

const ISSUE = { title: 'orders: leak & more', body: '- a\n- b' };
const JIRA = { url: 'https://acme.atlassian.net/', project: 10_000, issueType: 10_004 };

test.each([
  [
    'https://github.com/acme/orders',
    'https://github.com/acme/orders/issues/new?title=orders%3A%20leak%20%26%20more&body=-%20a%0A-%20b',
  ],
  [
    'git@gitlab.com:acme/shop/orders.git',
    'https://gitlab.com/acme/shop/orders/-/issues/new?issue%5Btitle%5D=orders%3A%20leak%20%26%20more&issue%5Bdescription%5D=-%20a%0A-%20b',
  ],
  [
    'https://codeberg.org/acme/orders',
    'https://codeberg.org/acme/orders/issues/new?title=orders%3A%20leak%20%26%20more&body=-%20a%0A-%20b',
  ],
  ['https://git.example.com/acme/orders', undefined],
  ['https://bitbucket.org/acme/orders', undefined],
])('the form of %s', (url, address) => {
  expect(issueForm({ url }, undefined)?.url(ISSUE)).toBe(address);
});

test('Jira, where it is set up, takes the issues of every repository', () => {
  const form = issueForm({ url: 'https://github.com/acme/orders' }, JIRA);
  expect(form?.tracker).toBe('Jira');
  expect(form?.url(ISSUE)).toBe(
    'https://acme.atlassian.net/secure/CreateIssueDetails!init.jspa?pid=10000&issuetype=10004&summary=orders%3A%20leak%20%26%20more&description=*%20a%0A*%20b',
  );
});
