import { labelOf } from './label-names.ts';
import { isExporter, isMachineJob } from './subject.ts';

type Labels = Readonly<Record<string, string>>;

/** Names that node-exporter's and kubernetes-mixin's rules for machines begin with. */
const OF_MACHINES = /^(node(?!\.?js)|host|kubelet|instance|vm|cluster)/i;
const NAMES_A_MACHINE =
  /(?:^|[^a-z])(?:nodes?|hosts?)(?![a-z])|(?:Node|Host)(?!\.?[jJ][sS])(?=[A-Z])|(?:^|\s)(?:Node|Host)s?(?![\w.])(?!\s?[jJ][sS])/;
const NAMES_A_CONTAINER = /pod|container|workload|deployment|application/i;

/** Servers with exporters of their own, whose alerts are about the server's memory and not about a container's. */
const OF_SERVERS =
  /^(?:elastic(?:search)?|opensearch|mongo|redis|valkey|rabbit[-_ ]?mq|cassandra|scylla|kafka|zookeeper|postgres|mysql|mariadb|mssql|sql[-_ ]?server|oracle|memcached|clickhouse|couch(?:db|base)|influx|neo4j|solr|etcd|haproxy|minio|ceph|windows|linux|vmware|vsphere|esx|proxmox|rds|elasticache)/i;

/** What fills up inside one process, wherever it runs. */
const OF_A_PROCESS = /jvm|java|heap|node\.?js|golang|python|process/i;

/** Labels that show whose memory it is; a machine's own exporter has them too. */
const WHOSE = [
  'pod',
  'exported_pod',
  'container',
  'workload',
  'deployment',
  'statefulset',
  'daemonset',
  'controller',
] as const;

/** Labels of what runs on a machine: of a namespace, of a program, and cAdvisor's and process-exporter's without Kubernetes. */
const OF_A_PROGRAM = [
  'namespace',
  'exported_namespace',
  'service',
  'exported_service',
  'app',
  'app_kubernetes_io_name',
  'label_app_kubernetes_io_name',
  'application',
  'replicaset',
  'cronjob',
  'job_name',
  'controllerName',
  'groupname',
  'name',
  'image',
  'id',
] as const;

const NAMES_MACHINE = ['instance', 'host', 'hostname', 'nodename', 'node', 'vm', 'vm_name', 'server'] as const;

/** An alert that is about a machine by its name. */
export function isNamedAfterMachine(alertname: string, labels: Labels): boolean {
  if (NAMES_A_CONTAINER.test(alertname)) return false;
  if (OF_MACHINES.test(alertname)) return true;
  return NAMES_A_MACHINE.test(alertname) && !saysWhose(labels);
}

/** An alert about memory that fills up: that of a machine or of a database server, as far as its name and labels say. */
export function isOfMachine(alertname: string, labels: Labels): boolean {
  if (NAMES_A_CONTAINER.test(alertname) || saysWhose(labels)) return false;
  if (OF_SERVERS.test(alertname)) return true;
  if (OF_A_PROCESS.test(alertname)) return false;
  const program = OF_A_PROGRAM.some((name) => isFilled(labelOf(labels, name)));
  const job = labels['job'];
  const machine = NAMES_MACHINE.some((name) => isFilled(labels[name]));
  return machine && !program && (job === undefined || isMachineJob(job));
}

function saysWhose(labels: Labels): boolean {
  return WHOSE.some((name) => {
    const value = labelOf(labels, name);
    return isFilled(value) && !isExporter(value ?? '');
  });
}

function isFilled(value: string | undefined): boolean {
  return value !== undefined && value.trim() !== '';
}
