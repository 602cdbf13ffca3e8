import { PluginPage } from '@grafana/runtime';
import { useLocation } from 'react-router-dom';
import { ReviewPage } from './review/ReviewPage';
import { StartPage } from './StartPage';

/** The pages of the app by the end of their address. */
export function AppPages() {
  const { pathname } = useLocation();
  if (/\/review\/?$/.test(pathname))
    return (
      <PluginPage>
        <ReviewPage />
      </PluginPage>
    );
  return <StartPage />;
}
