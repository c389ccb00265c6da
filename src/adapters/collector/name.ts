/** The name under which what the collector keeps is known as a source. */
export const COLLECTOR = 'the embedded collector';
