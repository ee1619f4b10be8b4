import type { ReactNode } from 'react';
import type { BusinessCalendar } from '../../../shared/model/business-calendar.ts';
import { weekdays } from '../words/week-words.ts';

const MINUTES_A_DAY = 1440;

/** A week to look at: a bar for each day from midnight to midnight. Says nothing that words beside it do not say. */
export function WeekBars({ week }: { week: BusinessCalendar['week'] }): ReactNode {
  return (
    <div className="week-bars" aria-hidden="true">
      {week.map((windows, day) => (
        <div key={weekdays[day]} className="week-bar">
          <span>{weekdays[day]?.slice(0, 2)}</span>
          <span className="week-track">
            {windows
              .filter(([from, to]) => from < to)
              .map(([from, to]) => (
                <i
                  key={from}
                  style={{
                    left: `${(from / MINUTES_A_DAY) * 100}%`,
                    width: `${((to - from) / MINUTES_A_DAY) * 100}%`,
                  }}
                />
              ))}
          </span>
        </div>
      ))}
      <div className="week-bar week-hours">
        <span />
        <span>
          {[0, 6, 12, 18, 24].map((hour) => (
            <small key={hour}>{hour}</small>
          ))}
        </span>
      </div>
    </div>
  );
}
