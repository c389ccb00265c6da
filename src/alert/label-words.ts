/**
 * What people call the parts of a container's identity in the templates of their own language, as the translated
 * documentation of Kubernetes writes them (kubernetes.io in zh-cn, ja, ko, de, es, fr, pt-br, it, ru, pl). Chinese and Japanese
 * write with colons of full width and without blanks.
 */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  namespace: [
    '命名空间',
    '名字空间',
    '名稱空間',
    '命名空間',
    '名前空間',
    'ネームスペース',
    '네임스페이스',
    'namensraum',
    'espacio de nombres',
    'espace de noms',
    'espace de nommage',
    'espaço de nomes',
    'spazio dei nomi',
    'пространство имён',
    'пространство имен',
    'неймспейс',
    'przestrzeń nazw',
  ],
  pod: ['容器组', '容器組', 'ポッド', '파드', 'под', 'пода'],
  container: [
    '容器',
    'コンテナ',
    'コンテナー',
    '컨테이너',
    'contenedor',
    'conteneur',
    'contêiner',
    'контейнер',
    'контейнера',
    'kontener',
  ],
  cluster: ['集群', '叢集', '群集', 'クラスター', 'クラスタ', '클러스터', 'clúster', 'кластер', 'klaster'],
};

/** The word for name stands after a label (`Pod名称`, `コンテナ名`, `파드 이름`, `Pod-Name`) or before it (`nombre del pod`, `имя пода`). */
const NAME_AFTER = '(?:\\s?(?:名称|名稱|名字|名前|名|이름|-?name))?';
const NAME_BEFORE = '(?:(?:nombre del|nombre de la|nom du|nom de l’|nome do|nome del|имя)\\s)?';

const PART = new Map(Object.entries(WORDS).flatMap(([label, words]) => words.map((word) => [word, label] as const)));
for (const label of ['namespace', 'pod', 'container', 'cluster']) PART.set(label, label);

/** `im Namensraum shop`, `del namespace shop`, `(namespace shop)`: what comes before the word, and the word. */
const BEFORE_A_NAMESPACE = '(?:in|of|from|within|im|aus|del|de|en|el|dans|du|do|no|nel|в|w)';
export const NAMESPACE_FOLLOWS = `(?:\\(|(?<!\\p{L})${BEFORE_A_NAMESPACE}\\s(?:(?:the|dem|den|el|le|lo)\\s)?)(?:${['namespace', ...(WORDS['namespace'] ?? [])].join('|')})\\s["']?`;

/** A longer word counts before one that it begins with: `容器组` is a pod, `容器` a container. */
const LONGEST_FIRST = [...PART.keys()].toSorted((a, b) => b.length - a.length).join('|');
const LABEL = new RegExp(`(?<![\\p{L}\\p{N}_])${NAME_BEFORE}(${LONGEST_FIRST})${NAME_AFTER}\\s?[:：=]\\s?`, 'giu');

/** `命名空间：shop` as `namespace: shop`: the names of labels in English, everything else as it was. */
export function labelsInEnglish(text: string): string {
  return text.replace(LABEL, (_, word: string) => `${PART.get(word.toLowerCase()) ?? word}: `);
}
