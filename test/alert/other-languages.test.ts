import { expect, test } from 'vitest';
import { labelsInText } from '../../src/alert/labels-in-text.ts';

test.each([
  ['Chinese', '告警名称：容器OOM\n集群：prod-1\n命名空间：shop\nPod名称：basket-api-0\n容器名称：basket'],
  ['Chinese, half width', '集群: prod-1\n命名空间: shop\nPod: basket-api-0\n容器: basket'],
  ['Chinese, a pod by its translation', '集群：prod-1，命名空间：shop，容器组：basket-api-0，容器：basket'],
  ['Chinese, in bold', '*集群：* prod-1\n*命名空间：* shop\n*Pod 名称：* `basket-api-0`\n*容器：* basket'],
  ['Taiwan', '叢集：prod-1\n命名空間：shop\nPod 名稱：basket-api-0\n容器名稱：basket'],
  ['Japanese', 'クラスター：prod-1\n名前空間：shop\nポッド：basket-api-0\nコンテナ名：basket'],
  ['Korean', '클러스터: prod-1\n네임스페이스: shop\n파드 이름: basket-api-0\n컨테이너: basket'],
  ['German', 'Cluster: prod-1\nNamensraum: shop\nPod-Name: basket-api-0\nContainer: basket'],
  ['Spanish', '*Clúster:* prod-1\n*Espacio de nombres:* shop\n*Pod:* basket-api-0\n*Contenedor:* basket'],
  ['Spanish, with name', 'Clúster: prod-1\nEspacio de nombres: shop\nNombre del pod: basket-api-0\nContenedor: basket'],
  ['French', 'Cluster : prod-1\nEspace de noms : shop\nPod : basket-api-0\nConteneur : basket'],
  ['Portuguese', 'Cluster: prod-1\nEspaço de nomes: shop\nNome do pod: basket-api-0\nContêiner: basket'],
  ['Russian', 'Кластер: prod-1\nПространство имён: shop\nИмя пода: basket-api-0\nКонтейнер: basket'],
  ['Russian, as is', 'Кластер: prod-1\nПространство имён: shop\nПод: basket-api-0\nКонтейнер: basket'],
  ['Polish', 'Klaster: prod-1\nPrzestrzeń nazw: shop\nPod: basket-api-0\nKontener: basket'],
])('labels in %s', (_, text) => {
  const labels = { cluster: 'prod-1', namespace: 'shop', pod: 'basket-api-0', container: 'basket' };
  expect(labelsInText(text)).toEqual(labels);
});

test.each([
  ['an English sentence', 'The pod was killed: see the runbook', {}],
  ['Chinese prose', '容器内存使用率过高，请检查集群状态', {}],
  ['a German sentence', 'Der Container ist voll: bitte prüfen', {}],
])('no labels in %s', (_, text, labels) => {
  expect(labelsInText(text)).toEqual(labels);
});

test.each([
  ['Pod basket-api-0 (namespace transport) was OOMKilled', 'transport'],
  ['Der Pod basket-api-0 (Namensraum logistik-de) wurde beendet', 'logistik-de'],
  ['El pod basket-api-0 del namespace envios fue terminado', 'envios'],
  ['Le pod basket-api-0 dans le namespace paie a redémarré', 'paie'],
  ['Der Pod basket-api-0 im Namensraum versand ist tot', 'versand'],
  ['Pod basket-api-0 in the namespace "shop" was killed', 'shop'],
  ['The namespace quota of the team is used up', undefined],
  ['A pod of any namespace was killed', undefined],
])('the namespace in the sentence %s', (text, namespace) => {
  expect(labelsInText(text)['namespace']).toBe(namespace);
});
