import { cronJobOf, deploymentOf, likelyOwner } from '../service/pod-owner.ts';
import { nameOfBare, runOf } from '../service/run-pods.ts';
import type { AlertSubject } from './alert.ts';
import { labelOf } from './label-names.ts';

type Labels = Readonly<Record<string, string>>;

/** Labels that name the workload itself, most certain first. */
const WORKLOAD_LABELS = [
  'workload',
  'deployment',
  'statefulset',
  'daemonset',
  'app_kubernetes_io_name',
  'label_app_kubernetes_io_name',
  'app',
  'cronjob',
  'job_name',
  'replicaset',
  'controllerName',
];

/** Prometheus sets these two to what it scraped, which for kube-state-metrics is not what the alert is about. */
const SCRAPE_LABELS = ['service', 'job'];

const EXPORTERS = /kube-state-metrics|cadvisor|kubelet|node-exporter/;

/** Whether a name is that of what measures, not of what is measured. */
export function isExporter(name: string): boolean {
  return EXPORTERS.test(name);
}

/** Whether a scrape job measures machines, and not the program that it scrapes. */
export function isMachineJob(job: string): boolean {
  return isExporter(job) || /(?:^|\/)(?:(?:nodes?|hosts?|vms?|machines?|servers?)|[\w-]*[-_]exporter)$/i.test(job);
}

/**
 * What the labels of an alert say of the container it is about. `exported_*` go first: without `honor_labels` the
 * plain ones name the exporter. The workload is taken from a label that names it, from the pod's name, from the
 * container (from the pod again where that is called `main`), and last from the scrape job.
 */
export function subjectOf(labels: Labels): AlertSubject {
  const labelled = (name: string) => filled(labels[`exported_${name}`]) ?? labelOf(labels, name);
  const namespace = labelled('namespace');
  const pod = labelled('pod') ?? filled(labels['exported_pod_name']);
  const container = labelled('container');
  const cluster = labelOf(labels, 'cluster');
  const name = named(labels, labelled) ?? (pod && podsOwn(pod, container)) ?? container ?? scraped(labels);
  if (name === undefined) {
    return {
      pod,
      missing: [pod, container].every((part) => part === undefined) ? ['pod', 'container', 'service'] : ['service'],
    };
  }
  const missing = [
    ...(namespace === undefined ? ['namespace'] : []),
    ...(container === undefined ? ['container'] : []),
    ...(pod === undefined ? ['pod'] : []),
  ];
  return { workload: { cluster, namespace, name, container }, pod, missing };
}

function podsOwn(pod: string, container: string | undefined): string | undefined {
  return runOf(pod, container) ?? likelyOwner(pod)?.name ?? nameOfBare(pod, container);
}

function named(labels: Labels, labelled: (name: string) => string | undefined): string | undefined {
  for (const label of WORKLOAD_LABELS) {
    const value = labelled(label);
    if (value === undefined || isExporter(value)) continue;
    if (label === 'job_name') return cronJobOf(value) ?? value;
    if (label === 'controllerName') return deploymentOf(value) ?? cronJobOf(value) ?? value;
    return label === 'replicaset' ? (deploymentOf(value) ?? value) : value;
  }
  return filled(labels['exported_service']);
}

function scraped(labels: Labels): string | undefined {
  for (const label of SCRAPE_LABELS) {
    const value = labelOf(labels, label);
    if (value !== undefined && !isMachineJob(value)) return value.split('/').at(-1);
  }
  return undefined;
}

function filled(text: string | undefined): string | undefined {
  return text === undefined || text.trim() === '' ? undefined : text;
}
