import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { resumeSession } from './session/session.ts';
import { registerWorker } from './session/update.ts';
import { shareCondition } from './session/share-condition.ts';
import { App } from './ui/app.tsx';
import { applyTheme } from './ui/hooks/use-theme.ts';
import './ui/styles/tokens.css';
import './ui/styles/base.css';
import './ui/styles/controls.css';
import './ui/styles/marks.css';
import './ui/styles/overlays.css';
import './ui/styles/shell.css';
import './ui/styles/list.css';

applyTheme();
const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
shareCondition();
void resumeSession();
registerWorker();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
