/** The model called directly: a streaming fetch and the fewest lines that read its events. The floor under everything else. */
export type ModelTurn = { calledTool: boolean };

/** `baseUrl` ends with `/v1`. Hands over each piece of text as it arrives; resolves at the end of the stream. */
export async function modelTurn(
  baseUrl: string,
  messages: readonly { role: string; content: string }[],
  onDelta: (delta: string) => void,
): Promise<ModelTurn> {
  const response = await fetch(`${baseUrl}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'fake', stream: true, messages }),
  });
  if (!response.ok || !response.body) throw new Error(`the model answered ${response.status}`);
  const decoder = new TextDecoder();
  let rest = '';
  let calledTool = false;
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (!line.startsWith('data: {')) continue;
      const { choices } = JSON.parse(line.slice(6)) as {
        choices: { delta: { content?: string; tool_calls?: unknown } }[];
      };
      const delta = choices[0]?.delta;
      if (delta?.content) onDelta(delta.content);
      calledTool ||= delta?.tool_calls !== undefined;
    }
  }
  return { calledTool };
}
