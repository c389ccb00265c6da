import { expect, test } from 'vitest';
import { labelsInText } from '../../src/alert/labels-in-text.ts';

const POD = 'cart-7d9f6c5b8-x2x4q';

test.each([
  ['a console', `Pod <https://k8s.acme.io/deploys/pods/${POD}|${POD}> was OOMKilled`, undefined],
  ['a path that ends in the pod', `https://lens.acme.io/clusters/eu/workloads/${POD} was OOMKilled`, undefined],
  ['OpenShift’s console', `<https://console.acme.io/k8s/ns/shop/pods/${POD}|open>`, 'shop'],
  ['the dashboard', `<https://dash.acme.io/#/namespaces/shop/pods/${POD}?x=1|open>`, 'shop'],
  ['Grafana’s variables', `<https://g.acme.io/d/x?var-namespace=shop&var-pod=${POD}|open>`, 'shop'],
  ['a link beside words', `Pod <https://k8s.acme.io/ns/links|${POD}> in namespace shop`, 'shop'],
  ['a name with its namespace', `shop/${POD} was OOMKilled`, 'shop'],
])('of an address only what it names is a namespace: %s', (_, text, namespace) => {
  expect(labelsInText(text)).toMatchObject({ pod: POD });
  expect(labelsInText(text)['namespace']).toBe(namespace);
});

test.each([
  [
    'kubectl',
    `NAMESPACE   NAME                  READY   STATUS      RESTARTS\nshop        ${POD}  0/1     OOMKilled   4`,
  ],
  ['a fence', `Killed:\n\`\`\`\nCLUSTER  NAMESPACE  POD  RESTARTS\neu-1  shop  ${POD}  4\n\`\`\``],
  ['Markdown', `| NAMESPACE | POD | RESTARTS |\n|---|---|---|\n| shop | ${POD} | 4 |`],
])('the first row of a table: %s', (_, text) => {
  expect(labelsInText(text)).toMatchObject({ namespace: 'shop', pod: POD });
});

test('a sentence in capitals is no table', () => {
  expect(labelsInText('NAMESPACE QUOTA EXCEEDED\nplease look')).toEqual({});
});

test('who reported an alert is not whom it is about', () => {
  const text = `*Reported by:* grafana-dash-7d9c8f6b54-4bzkq\n*Namespace:* shop\nPod ${POD} was killed`;
  expect(labelsInText(text)).toEqual({ namespace: 'shop', pod: POD });
  expect(labelsInText('*Reported by:* grafana-dash-7d9c8f6b54-4bzkq')).toEqual({});
});
