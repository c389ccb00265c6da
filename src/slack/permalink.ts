import * as webApi from '@slack/web-api';

/** The address of a message; undefined when it is no longer there. Rejects when Slack is unreachable. */
export async function permalink(
  client: webApi.WebClient,
  { channel, ts }: { readonly channel: string; readonly ts: string },
): Promise<string | undefined> {
  try {
    return (await client.chat.getPermalink({ channel, message_ts: ts })).permalink;
  } catch (error) {
    if (error instanceof webApi.WebAPIPlatformError) return undefined;
    throw error;
  }
}
