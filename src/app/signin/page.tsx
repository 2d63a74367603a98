import { SigninPage } from '../../ui/signin/signin-page.tsx';

export default function Page() {
  return <SigninPage />;
}
