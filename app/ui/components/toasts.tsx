import { createContext, useCallback, useContext, useMemo, useRef, useState, type ReactNode } from 'react';
import { createPortal } from 'react-dom';
import type { Refusal } from '../../../shared/rules/refusal.ts';
import { failureWords } from '../words/failure-words.ts';
import { fieldPlace, leadToField } from '../words/field-place.ts';
import { Glyph } from './glyph.tsx';

/** Something that needs a person; whatever merely went well says so at its own place. */
export interface Toast {
  text: string;
  /** What leads out of it. */
  action?: { label: string; run: () => void };
}

const ToastContext = createContext<(toast: Toast) => void>(() => undefined);

type Enter = (dialog: HTMLDialogElement) => () => void;
const ModalContext = createContext<Enter>(() => () => undefined);

/** Tells of a modal that has opened, until what this answers is called: all that lies beside it is inert meanwhile. */
export const useModal = (): Enter => useContext(ModalContext);

/** Shows toasts over everything, also in front of an open dialog. They stay until they are read: a refusal must not slip by. */
export function ToastProvider({ children }: { children: ReactNode }): ReactNode {
  const [toasts, setToasts] = useState<readonly (Toast & { id: number })[]>([]);
  const [modals, setModals] = useState<readonly HTMLDialogElement[]>([]);
  const nextId = useRef(1);
  const show = useCallback((toast: Toast) => {
    const id = nextId.current++;
    // Three at once are a wall; the panel has them all.
    setToasts((present) =>
      [...present.filter(({ text }) => text !== toast.text), { ...toast, id }].slice(-3),
    );
  }, []);
  const enter = useCallback<Enter>((dialog) => {
    setModals((present) => [...present, dialog]);
    return () => setModals((present) => present.filter((one) => one !== dialog));
  }, []);
  const drop = (id: number) => setToasts((present) => present.filter((toast) => toast.id !== id));
  return (
    <ToastContext value={show}>
      <ModalContext value={enter}>{children}</ModalContext>
      {inFront(
        modals.at(-1),
        <div className="toasts" role="alert">
          {toasts.map((toast) => (
            <div key={toast.id} className="toast">
              <Glyph name="alert" />
              <p>{toast.text}</p>
              {toast.action && (
                <button
                  type="button"
                  className="button button-quiet"
                  onClick={() => {
                    toast.action?.run();
                    drop(toast.id);
                  }}
                >
                  {toast.action.label}
                </button>
              )}
              <button
                type="button"
                className="icon-button"
                aria-label="Dismiss"
                onClick={() => drop(toast.id)}
              >
                <Glyph name="close" />
              </button>
            </div>
          ))}
        </div>,
      )}
    </ToastContext>
  );
}

const inFront = (modal: HTMLDialogElement | undefined, content: ReactNode): ReactNode =>
  modal ? createPortal(content, modal) : content;

export function useToast(): (toast: Toast) => void {
  return useContext(ToastContext);
}

/** Where a refusal says which field is lacking, and that stands on this page: the way there. */
function leadingTo({ code, details = {} }: Refusal): Pick<Toast, 'action'> {
  const [fieldId] = code === 'fields-needed' ? Object.keys(details) : [];
  if (fieldId === undefined || !document.getElementById(fieldPlace(fieldId))) return {};
  return { action: { label: 'Fill it in', run: () => leadToField(fieldId) } };
}

/** What became of a change: kept, or refused by the rules. */
export interface Written {
  refusal?: Refusal | undefined;
}

/**
 * Waits until a change is kept on the device and tells the person when it is not: refused by the rules, or not written
 * at all. Resolves to whether it was kept.
 */
export function useKeep(): (change: Promise<Written>) => Promise<boolean> {
  const toast = useToast();
  return useMemo(
    () => async (change) => {
      try {
        const { refusal } = await change;
        if (!refusal) return true;
        toast({ text: refusal.message, ...leadingTo(refusal) });
      } catch (error) {
        toast({ text: failureWords(error) });
      }
      return false;
    },
    [toast],
  );
}

/** Waits until something was done on the device and tells the person when it was not. Resolves to whether it was. */
export function useTry(): (work: Promise<unknown>) => Promise<boolean> {
  const keep = useKeep();
  return useCallback((work) => keep(work.then(() => ({}))), [keep]);
}
