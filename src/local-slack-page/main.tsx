import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './frame/app.js';
import './styles/tokens.css';
import './styles/frame.css';
import './styles/sidebar.css';
import './styles/controls.css';
import './styles/conversation.css';
import './styles/message.css';
import './styles/text.css';
import './styles/blocks.css';
import './styles/composer.css';
import './styles/apps.css';
import './styles/overlays.css';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no element with the id root.');

const live = new URL('live', location.href.replace(/[#?].*$/, ''));
live.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';

createRoot(root).render(
  <StrictMode>
    <App liveUrl={live.href} />
  </StrictMode>,
);
