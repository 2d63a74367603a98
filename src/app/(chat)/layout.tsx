import { ChatPage } from '../../ui/chat/chat-page.tsx';
import { gatewaySidePort } from '../../ui/gateway-location.ts';

/** One chat for all of its addresses: going from session to session keeps the page, its connection and its list. */
export default function ChatLayout() {
  return <ChatPage sidePort={gatewaySidePort() !== undefined} />;
}
