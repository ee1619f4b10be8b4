import type { Fault } from './fault.ts';

/** Networks, doors, alarms, lifts, and what is due every year. */
export const deviceFaults: Fault[] = [
  {
    category: 'Network and control',
    tags: ['network', 'remote-site'],
    priorities: ['medium', 'high', 'medium'],
    titles: ['Router drops off the network at {site}', 'No connection to {site} since last night'],
    reports: [
      'The router goes offline several times a day and comes back by itself after some minutes. The readings have holes.',
      'Since last night we do not reach the site at all. The colleague there says that the lamp on the router is red.',
    ],
    notes: [
      'Signal is at −112 dBm, it was −95 in summer. Either the antenna cable or the new building in front of it.',
      'Firmware is two versions behind and there is a known bug with the modem. Update first, then look further.',
    ],
    asks: [
      [
        'Could somebody switch the router off, wait a minute and switch it on again, and tell us which lamps light up?',
        'Done. Power is green, the one with the antenna blinks orange and then turns red.',
      ],
    ],
    news: ['We see it from here now and have updated it. If it stays up until tomorrow we close this.'],
    fixes: [
      'Water in the antenna plug. New cable and plug with tape, signal is back at −94 dBm, no drop in two days.',
      'Updated the firmware and locked the modem to the stronger cell. It has been online for three days without a gap.',
    ],
  },
  {
    category: 'Network and control',
    tags: ['network'],
    priorities: ['low', 'medium'],
    at: ['office', 'care', 'port'],
    titles: ['Label printer prints blank labels at {site}', 'Label printer skips labels, {site}'],
    reports: ['Every second label is empty. We changed the roll already, it is the same with the new one.'],
    notes: ['They use a roll with another gap since the change of supplier. A calibration should do.'],
    asks: [
      [
        'Is it the same from every computer, and what does the roll say on its inside?',
        'From all of them. It says 100 × 50, gap 3 mm.',
      ],
    ],
    news: [
      'Please hold the feed button for five seconds, then it measures the new roll. Tell us if that was it.',
    ],
    fixes: ['Calibrated to the 3 mm gap and cleaned the sensor. Fifty labels in a row without a blank one.'],
  },
  {
    category: 'Network and control',
    tags: ['parts', 'recurring'],
    priorities: ['high', 'medium', 'urgent'],
    at: ['water', 'energy', 'port'],
    titles: ['PLC reports E-42 and stops at {site}', 'Control stands still with E-42, {site}'],
    reports: [
      'The control stops with E-42. After switching off and on it runs for an hour or two, then the same again.',
      'E-42 on the display and nothing moves. We run it by hand for now, with one person standing next to it.',
    ],
    notes: [
      'E-42 is the watchdog of the IO bus. Reseat the third module first, it had a loose latch last time.',
    ],
    asks: [
      [
        'When it stops, is the lamp "BF" on the modules red, and on which of them?',
        'Yes, on the third and everything to the right of it.',
      ],
    ],
    news: ['That points to the third module. We have one on the shelf and bring it.'],
    fixes: [
      'Replaced IO module 3 and its bus plug. Program loaded again from the backup, ran a whole shift without E-42.',
      'Reseated the modules and fixed the latch of the third. Error counter has stayed at 0 since yesterday.',
    ],
  },
  {
    category: 'Network and control',
    tags: ['network', 'safety'],
    priorities: ['low', 'medium'],
    titles: ['Camera at the gate is dark, {site}', 'No picture from camera 3 at {site}'],
    reports: ['Camera 3 has shown a black picture since the weekend. The others are fine.'],
    notes: ['PoE port shows 0 W. Try another port before climbing up.'],
    asks: [['Do you see infrared lamps glow on the camera at night?', 'No, it is completely dark.']],
    news: ['We try another port of the switch today; that can be done from the cupboard, no ladder needed.'],
    fixes: ['The port was dead. Moved it to port 8, picture is back, and the recording goes on.'],
  },
  {
    category: 'Doors and access',
    tags: ['safety'],
    priorities: ['medium', 'high'],
    titles: ['Card reader refuses new cards at {site}', 'Side door stays locked, {site}'],
    reports: [
      'New cards are refused at the side door, old ones work. Five colleagues cannot get in before eight.',
      'The reader at the side door blinks red for everybody since this morning. We use the main entrance, but deliveries stand outside.',
    ],
    notes: [
      'Controller lost its list after the power cut. Push it again from the office, no trip needed, if it answers.',
    ],
    asks: [
      [
        'Does the reader beep when a card is held to it, or nothing at all?',
        'It beeps twice and blinks red.',
      ],
    ],
    news: ['We have sent the list of cards to the door again. Please try once more and tell us.'],
    fixes: [
      'The controller had an old list. Sent it anew and set it to do so by itself every night; all five cards work.',
      'Replaced the reader, the coil was broken. Tested with three cards, opens within a second.',
    ],
  },
  {
    category: 'Doors and access',
    tags: ['parts', 'safety'],
    priorities: ['medium', 'high', 'low'],
    at: ['port', 'office', 'energy'],
    titles: ['Roller gate stops half-way at {site}', 'Gate does not close, {site}'],
    reports: [
      'The roller gate stops half-way up and goes down again. With a forklift below it that is no fun.',
      'The gate cannot be closed by the button. At night we pull it down with the chain.',
    ],
    notes: ['Safety edge or light barrier. Somebody hit the left rail with a forklift, look there first.'],
    asks: [
      [
        'Is anything bent or scratched at the rails, at knee height?',
        'Yes, the left one has a dent. Nobody knows since when.',
      ],
    ],
    news: ['Please use the other gate. We bring a rail segment and straighten what can be straightened.'],
    fixes: [
      'Left rail replaced, light barrier aligned, force limit tested with the gauge: 280 N. Ten cycles without a stop.',
    ],
  },
  {
    category: 'Fire and safety',
    tags: ['safety', 'after-hours'],
    priorities: ['high', 'urgent', 'medium'],
    titles: ['Fire panel shows a fault at {site}', 'False fire alarm last night, {site}'],
    reports: [
      'The fire panel shows "loop 2 open" and beeps. The fire brigade has been told that we are without that loop.',
      'Alarm at 2:40 last night, detector 2/14, and there was nothing. The second time in ten days.',
    ],
    notes: [
      'Isolator between 2/11 and 2/12 was weak at the last inspection. Bring two.',
      'Detector 2/14 hangs over the kettle. Propose a heat detector instead of a smoke detector.',
    ],
    asks: [
      [
        'Was anybody working above the ceiling in the last days?',
        'Yes, the electricians, near the stairs, on Tuesday.',
      ],
      [
        'Was anything steaming or dusty near detector 2/14 at that time?',
        'The night shift makes tea right below it.',
      ],
    ],
    news: [
      'Loop 2 is switched off and marked; somebody has to walk that part every hour until we have been there.',
      'Detector 2/14 is switched off until we come; please look in there on each round.',
    ],
    fixes: [
      'A clamp had come loose above the stairs. Fixed, both ends of the loop measured, all 31 detectors answer.',
      'Replaced detector 2/14 by a heat detector and tested it. The panel has been quiet since, entry made in the log book.',
    ],
  },
  {
    category: 'Fire and safety',
    tags: ['safety', 'parts'],
    priorities: ['medium', 'low'],
    titles: ['Emergency light dark at the stairs, {site}', 'Exit sign does not light at {site}'],
    reports: [
      'The exit sign over the back stairs has been dark since the last test. The inspector comes in two weeks.',
    ],
    notes: [
      'Battery pack NiCd 3.6 V 4 Ah, we have five left. Do the neighbours as well, they are the same age.',
    ],
    asks: [
      [
        'Is it only this one, or also those next to it when you press the test button?',
        'Only this one, the others stay on for as long as I held it.',
      ],
    ],
    news: ['We bring a new battery pack this week, well before the inspection.'],
    fixes: [
      'New battery pack, one hour test passed with 68 minutes. The log for the inspector is in the folder at the panel.',
    ],
  },
  {
    category: 'Lifts and cranes',
    tags: ['safety', 'after-hours'],
    priorities: ['high', 'urgent'],
    at: ['care', 'office', 'port'],
    titles: ['Lift stands between floors at {site}', 'Lift door opens and closes all the time, {site}'],
    reports: [
      'The lift stopped between the first and the second floor, nobody is inside. People with walkers cannot get down.',
      'The door of the lift does not stay closed, it opens again each time. It does not move at all now.',
    ],
    notes: ['Door lock contact on the second floor. The spare is at the depot, behind the drives.'],
    asks: [
      [
        'Is there anything in the groove of the door on any floor? Small stones are enough.',
        'We looked everywhere. There was gravel on the ground floor, it is out, but still the same.',
      ],
    ],
    news: [
      'A colleague is on the way. Please put the sign up on every floor and do not try to open the doors.',
    ],
    fixes: [
      'Lock contact on the second floor replaced, door adjusted, twenty trips without a stop. Back in service.',
      'Cleaned the grooves and the light curtain, set the closing force. It runs as it should.',
    ],
  },
  {
    category: 'Lifts and cranes',
    tags: ['parts', 'warranty'],
    priorities: ['medium', 'high'],
    at: ['port', 'energy'],
    titles: ['Crane travels only slowly at {site}', 'Crane stuck in slow speed, {site}'],
    reports: [
      'The bridge crane only moves in slow speed, whichever button is pressed. Unloading takes twice as long.',
    ],
    notes: ['Drive is in limp mode, code F7: the brake resistor. Under warranty until next summer.'],
    asks: [
      [
        'Could you read the code on the drive, behind the small window on the right?',
        'It says F7 and a lamp is yellow.',
      ],
    ],
    news: ['F7 is the brake resistor. It comes from the maker under warranty, with three days of delivery.'],
    fixes: [
      'Brake resistor replaced under warranty, both speeds tested with 2 t. The crane may be used without limits.',
    ],
  },
  {
    category: 'Inspections',
    tags: ['inspection'],
    priorities: ['low', 'low', 'medium'],
    titles: [
      'Yearly inspection of the fire extinguishers, {site}',
      'Extinguishers due for inspection at {site}',
    ],
    reports: [
      'The stickers on our extinguishers run out next month. Please send somebody; there are 14 of them.',
    ],
    notes: ['14 according to the list, but two were added in the workshop. Take stickers for 16.'],
    asks: [
      [
        'Which day suits you? We need about three hours and access to every room.',
        'Any day but Friday. The caretaker has all the keys.',
      ],
    ],
    news: ['We have put you on the round; the date follows as soon as the route is fixed.'],
    fixes: [
      'All 16 inspected, two replaced because of their age, the report is with the caretaker. Next time in a year.',
    ],
  },
  {
    category: 'Inspections',
    tags: ['inspection', 'safety'],
    priorities: ['low', 'medium'],
    at: ['water', 'energy', 'port', 'care'],
    titles: ['Inspection of electrical equipment at {site}', 'Portable devices need testing at {site}'],
    reports: [
      'The insurance asks for the test of all portable devices. The last one is four years ago, around 120 devices.',
    ],
    notes: ['Two people, one day. The tester is calibrated until December, so plan it before that.'],
    asks: [
      [
        'Do you have a list of the devices, by room?',
        'From the last time, yes. I sent it to your office, some rooms have changed.',
      ],
    ],
    news: ['Thank you for the list. We come with two people and need a table near the entrance.'],
    fixes: [
      '118 devices tested, 5 failed and are marked red. The record is in the folder; the failed ones need replacing.',
    ],
  },
  {
    category: 'Inspections',
    tags: ['inspection', 'remote-site'],
    priorities: ['low', 'medium'],
    at: ['water', 'energy'],
    titles: ['Meter reading does not match the invoice, {site}', 'Please check the meter at {site}'],
    reports: [
      'The invoice is about twice of what we would expect. Could somebody read the meter and see whether it runs with all switched off?',
    ],
    notes: ['Current transformers are 200/5, the invoice says 400/5. That would be the factor of two.'],
    asks: [['Could you send the last three invoices?', 'They are in the mail, from June on.']],
    news: ['We read it at the next visit and compare with our own logger for a week.'],
    fixes: [
      'The factor on the invoice was wrong (400/5 instead of 200/5). Readings and photos are attached for your supplier.',
    ],
  },
  {
    category: 'Doors and access',
    tags: ['recurring'],
    priorities: ['low', 'medium'],
    at: ['office', 'care'],
    titles: [
      'Heizung und Türantrieb am Eingang laufen gegeneinander, {site}',
      'Automatiktür bleibt offen, {site}',
    ],
    reports: [
      'Die Automatiktür am Haupteingang bleibt nach jedem dritten Mal offen stehen, und im Foyer sind es 14 Grad. Bitte einmal einstellen.',
    ],
    notes: ['Radarmelder sieht die Pflanze, die dort neu steht. Erst die Pflanze umstellen, dann messen.'],
    asks: [
      ['Steht im Bereich der Tür seit Kurzem etwas Neues?', 'Ja, eine große Pflanze, seit dem Sommerfest.'],
    ],
    news: ['Wir kommen diese Woche vorbei. Bis dahin hilft es, die Pflanze einen Meter zur Seite zu rücken.'],
    fixes: [
      'Melder neu eingestellt, Schließzeit 4 s. Zwanzig Durchgänge ohne Fehler, das Foyer wird wieder warm.',
    ],
  },
];
