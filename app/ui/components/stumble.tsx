import { Component, type ErrorInfo, type ReactNode } from 'react';
import { updateNow } from '../../session/update.ts';
import { CopyButton } from './copy-button.tsx';
import { Glyph } from './glyph.tsx';

interface StumbleProps {
  /** What of the app this stands around, as its person would call it. */
  what: string;
  /** Where in the app this is: another place is tried afresh. */
  at?: string;
  children: ReactNode;
}

interface StumbleState {
  error: Error | null;
  within: string;
}

/**
 * What is shown in place of a part of the app that cannot be drawn because of a mistake of ours. The rest of the page
 * goes on, and so does sending; without it one mistake would leave a white page.
 */
export class Stumble extends Component<StumbleProps, StumbleState> {
  override state: StumbleState = { error: null, within: '' };

  static getDerivedStateFromError(error: unknown): Partial<StumbleState> {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override componentDidCatch(_: unknown, { componentStack }: ErrorInfo): void {
    this.setState({ within: componentStack ?? '' });
  }

  override componentDidUpdate(before: StumbleProps): void {
    if (this.state.error && before.at !== this.props.at) this.#again();
  }

  readonly #again = (): void => this.setState({ error: null, within: '' });

  /** Where it happened, for whoever mends it: the places in the code, and not the message, which may hold words. */
  readonly #report = async (): Promise<string> => {
    const { error, within } = this.state;
    const places = (error?.stack ?? '').split('\n').filter((line) => /^\s*at |@/.test(line));
    return [error?.name, ...places.slice(0, 20), 'in', within.trim()].join('\n');
  };

  override render(): ReactNode {
    if (!this.state.error) return this.props.children;
    return (
      <section className="pane empty" role="alert" data-testid="stumble">
        <Glyph name="alert" />
        <h1>Waypost stumbled over {this.props.what}</h1>
        <p>
          That is our mistake, not yours. What you wrote is kept on this device, and what waits is still sent.
          Try again, or reload the page.
        </p>
        <div className="dialog-actions">
          <button type="button" className="button button-main" onClick={this.#again}>
            Try again
          </button>
          <button type="button" className="button" onClick={() => void updateNow()}>
            Reload
          </button>
        </div>
        <CopyButton label="Copy where it happened" read={this.#report} />
      </section>
    );
  }
}
