/**
 * A fault of ours goes to the log, by being thrown on; the one who waits is informed that there was one. That Slack does not
 * take those words either is the lesser fault.
 */
export async function orSay<Done>(doing: Promise<Done>, say: () => Promise<unknown>): Promise<Done> {
  try {
    return await doing;
  } catch (error) {
    await say().catch(() => undefined);
    throw error;
  }
}
