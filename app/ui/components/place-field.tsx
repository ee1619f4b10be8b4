import { useState, type ReactNode } from 'react';
import { limits } from '../../../shared/model/limits.ts';
import type { NewTicketForm } from '../words/new-ticket.ts';
import { Field } from './field.tsx';
import { Glyph } from './glyph.tsx';

/** A place as it is typed. */
export type PlaceForm = Pick<NewTicketForm, 'address' | 'latitude' | 'longitude'>;

interface PlaceFieldProps {
  form: PlaceForm;
  change: (part: Partial<PlaceForm>) => void;
  /** What has come to stand there while somebody types. */
  told?: Readonly<Record<'address' | 'position', string>>;
}

const patienceMs = 20_000;
/** About a metre: more digits would pretend to know more than a phone does. */
const digits = 5;

/** Where it is: an address, the device's own position, or both. A position needs no network. */
export function PlaceField({ form, change, told }: PlaceFieldProps): ReactNode {
  const [seeking, setSeeking] = useState(false);
  const [problem, setProblem] = useState<string>();
  const { latitude, longitude } = form;
  const seek = () => {
    setSeeking(true);
    setProblem(undefined);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        setSeeking(false);
        change({
          latitude: Number(coords.latitude.toFixed(digits)),
          longitude: Number(coords.longitude.toFixed(digits)),
        });
      },
      (error) => {
        setSeeking(false);
        const denied = error.code === error.PERMISSION_DENIED;
        setProblem(
          denied
            ? 'This browser does not let Waypost see your position.'
            : 'Your position could not be found.',
        );
      },
      { enableHighAccuracy: true, timeout: patienceMs },
    );
  };
  return (
    <div className="place">
      <Field label="Place" optional problem={problem} told={told?.address} hint="Address, building, berth, …">
        {(attributes) => (
          <input
            {...attributes}
            name="address"
            dir="auto"
            autoComplete="off"
            maxLength={limits.address}
            value={form.address}
            onChange={(event) => change({ address: event.target.value })}
          />
        )}
      </Field>
      <div className="place-position">
        {latitude !== null && longitude !== null ? (
          <>
            <span>
              <Glyph name="pin" />
              {latitude.toFixed(digits)}, {longitude.toFixed(digits)}
            </span>
            <button
              type="button"
              className="button"
              onClick={() => change({ latitude: null, longitude: null })}
            >
              Remove position
            </button>
          </>
        ) : (
          <button type="button" className="button" disabled={seeking} onClick={seek}>
            <Glyph name="pin" />
            {seeking ? 'Finding your position…' : 'Use my position'}
          </button>
        )}
      </div>
      {told && (
        <p role="status" className="field-hint meanwhile">
          {told.position}
        </p>
      )}
    </div>
  );
}
