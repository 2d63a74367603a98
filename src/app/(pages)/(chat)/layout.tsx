import { ChatPage } from '../../../ui/chat/chat-page.tsx';

/** One chat for all of its addresses: going from session to session keeps the page and its list. */
export default function ChatLayout() {
  return <ChatPage />;
}
