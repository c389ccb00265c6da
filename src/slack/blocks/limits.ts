/** Slack's limits on what one message may hold; exceeding one is `invalid_blocks`. */
export const LIMITS = {
  blocks: 50,
  sectionText: 3000,
  contextText: 2000,
  headerText: 150,
  buttonText: 75,
  buttonValue: 2000,
  optionText: 75,
  optionValue: 150,
  options: 100,
  altText: 2000,
  /** What a field of a modal may begin with. */
  inputText: 3000,
  inputLine: 300,
  /** In a modal or the Home tab. */
  viewBlocks: 100,
  /** Of a button. */
  url: 3000,
  /** Top-level text, which phones and notifications show. */
  text: 4000,
} as const;
