import type { Fault } from './fault.ts';

/** Water, power, heat and cold. */
export const plantFaults: Fault[] = [
  {
    category: 'Pumps and water',
    tags: ['leak', 'parts'],
    priorities: ['medium', 'high', 'high'],
    at: ['water', 'energy', 'port'],
    titles: ['Pump 2 leaks at the flange, {site}', 'Water under pump 2 at {site}'],
    reports: [
      'There is water under pump 2 since this morning, about a bucket an hour. It drips from the flange on the pressure side. We put a tray under it; the pump still runs.',
      'The flange on the pressure side of pump 2 is wet and it is getting worse. Pump 1 carries the load for now, so it is not an emergency yet.',
    ],
    notes: [
      'Same flange as in spring. The gasket then was the soft one; take the graphite one this time, DN 100.',
      'Bolts were at 40 Nm instead of 75. If the face is scored we need the lapping plate from the workshop.',
    ],
    asks: [
      [
        'Can the pump be taken off line for about two hours, and who closes the valves on your side?',
        'Yes, any weekday after 10. The shift leader closes the valves, ask for him at the gate.',
      ],
    ],
    news: [
      'We have the gasket in stock and come with the next round. Please leave the tray where it is.',
      'I have tightened the bolts, which slows it down to a few drops. The new gasket goes in at the next visit.',
    ],
    fixes: [
      'New graphite gasket, bolts at 75 Nm crosswise. Ran it at full pressure for thirty minutes: dry.',
      'The flange face had a scratch. Lapped it, fitted a new gasket, tested at 6 bar. No drip left.',
    ],
  },
  {
    category: 'Pumps and water',
    tags: ['recurring', 'remote-site'],
    priorities: ['medium', 'medium', 'high'],
    at: ['water'],
    titles: ['Level sensor reads zero at {site}', 'Sump level stuck at 0 % at {site}'],
    reports: [
      'The control room shows 0 % in the sump, but the colleague on site sees it half full. The pump only starts by hand.',
      'Since the storm the level of the sump reads zero. We look in twice a day and start the pump by hand, which cannot go on over the weekend.',
    ],
    notes: [
      'Third time this year at this one. I think water gets into the junction box, not the sensor itself.',
      '4–20 mA loop is at 0, so it is the cable or the supply. Bring the loop tester.',
    ],
    asks: [
      [
        'Does the lamp on the transmitter in the cabinet still light up green?',
        'No lamp at all. The neighbour next to it, for the flow, is green.',
      ],
    ],
    news: ['The spare transmitter is on the van. Until then please keep starting the pump by hand.'],
    fixes: [
      'Water in the junction box had eaten the terminal. New box with gel filling, sensor reads 46 % and follows the float.',
      'Replaced the transmitter and the fuse before it. Compared with the dipstick at three levels: within 2 %.',
    ],
  },
  {
    category: 'Pumps and water',
    tags: ['parts'],
    priorities: ['low', 'medium'],
    at: ['water', 'port'],
    titles: ['Check valve hammers at {site}', 'Loud bang when the pump stops, {site}'],
    reports: [
      'Whenever the big pump stops there is a bang that you can feel in the floor. The neighbours have asked about it.',
    ],
    notes: [
      'Spring in the check valve is tired, most likely. Order the kit before going, it takes three days.',
    ],
    asks: [
      [
        'Is it the same with the small pump, or only the big one?',
        'Only the big one. And only when the tank is nearly full.',
      ],
    ],
    news: [
      'The spring kit is ordered and due on Thursday. Stopping the pump slowly by the drive helps until then.',
    ],
    fixes: [
      'New spring and disc in the check valve. It now closes without a sound; pressure peak down from 11 to 4 bar.',
    ],
  },
  {
    category: 'Power',
    tags: ['power', 'safety'],
    priorities: ['high', 'high', 'urgent'],
    titles: ['Power lost twice today at {site}', 'Main breaker trips at {site}'],
    reports: [
      'The main breaker has tripped twice today, both times when the compressor started. Everything behind it was dark for ten minutes.',
      'We lose power about once an hour. Switching it on again works, but we do not dare to leave the place alone.',
    ],
    notes: [
      'Earth fault, not overload: the log shows 340 mA on L2. Start with the compressor cable, it was chewed near the tray.',
      'Take the insulation tester and a second pair of hands, the cabinet is live next to it.',
    ],
    asks: [
      [
        'What exactly starts when it trips? A photo of the breaker with its display would help.',
        'The compressor, every time. The display says "earth fault L2".',
      ],
    ],
    news: [
      'Please leave the compressor off until we are there, then the rest should hold. Somebody is on the way.',
      'The fault is found: a cable with damaged insulation. We bring a new one, as long as it takes to fetch it.',
    ],
    fixes: [
      'The motor had water in its terminal box. Dried, sealed, tested. No trip in four hours of running.',
      'Replaced 12 m of cable to the compressor; insulation is above 200 MΩ. Five starts in a row, breaker holds.',
    ],
  },
  {
    category: 'Power',
    tags: ['power', 'after-hours'],
    priorities: ['high', 'urgent'],
    at: ['care', 'energy', 'port', 'water'],
    titles: ['Generator does not start at {site}', 'Emergency generator failed its test at {site}'],
    reports: [
      'The monthly test run failed: it cranks but does not start. Without it we have no backup at all.',
      'The generator came up at the test and stopped after a minute with "low fuel pressure". Tank is full.',
    ],
    notes: ['Fuel filter was due in the spring and was never done. Two filters are on my van.'],
    asks: [
      [
        'How old is the fuel in the day tank, and has anybody drained the water separator?',
        'It was filled two years ago. I did not know there is a separator.',
      ],
    ],
    news: ['We come today. Until then a mobile unit stands by in the depot, forty minutes away.'],
    fixes: [
      'Both fuel filters changed, separator drained (half a litre of water), started five times out of five, ran an hour on load.',
      'There was water in the fuel. Drained the tank and the separator, new filters; an hour on load at steady pressure.',
    ],
  },
  {
    category: 'Power',
    tags: ['power', 'remote-site'],
    priorities: ['medium', 'medium', 'low'],
    titles: ['UPS beeps and shows battery fault, {site}', 'Battery warning on the UPS at {site}'],
    reports: [
      'The UPS in the server cupboard beeps every minute and shows "replace battery". Nothing is off yet.',
    ],
    notes: ['Four blocks of 12 V 9 Ah. They are six years old, no use in measuring them one by one.'],
    asks: [
      [
        'Could you send the type plate, please? There are two models at your sites.',
        'It says 3000 VA, rack, 2U. Serial number is in the photo I mailed.',
      ],
    ],
    news: ['The batteries are ordered; the UPS can be silenced with the left button until we come.'],
    fixes: [
      'New set of batteries, self-test passed, bridging time is 22 minutes. The old ones went to recycling.',
    ],
  },
  {
    category: 'Heating and cooling',
    tags: ['after-hours', 'parts'],
    priorities: ['high', 'urgent', 'high'],
    at: ['port', 'care'],
    titles: ['Cold room too warm at {site}', 'Cold room climbs above 6 °C, {site}'],
    reports: [
      'The cold room is at 7 °C instead of 2 °C and climbing. The fan runs, but the pipe is iced all over.',
      'Alarm this morning: cold room at 6 °C. We have moved the most delicate goods, the rest has until tonight.',
    ],
    notes: [
      'Iced evaporator: defrost heater or its timer. Bring both, the drive is long.',
      'Refrigerant was topped up in summer. If it is low again we look for the leak and do not just fill.',
    ],
    asks: [
      [
        'Is there ice on the evaporator itself, or only on the pipe? And is the door closing tight?',
        'On both. The door is fine, we checked with a sheet of paper.',
      ],
    ],
    news: ['On my way, there within two hours. Please keep the door shut and switch the unit to defrost.'],
    fixes: [
      'Defrost heater was burnt through. Replaced it, cleared the ice, room is back at 2.1 °C and holding.',
      'Leak at the flare nut of the expansion valve. Made new, evacuated, filled 2.4 kg. Two hours stable at 2 °C.',
    ],
  },
  {
    category: 'Heating and cooling',
    tags: ['recurring'],
    priorities: ['medium', 'medium', 'high'],
    at: ['care', 'office'],
    titles: ['Radiators stay cold at {site}', 'No hot water on the second floor, {site}'],
    reports: [
      'The radiators on the second floor stay cold while the ground floor is fine. People sit in their coats.',
      'Since Monday there is no hot water upstairs. Downstairs it comes after a long time.',
    ],
    notes: [
      'Circulation pump again, I would guess. It was set to the night curve in the autumn and nobody set it back.',
    ],
    asks: [
      [
        'What does the display of the boiler say, and how many bar does the gauge show?',
        'It shows 0.6 bar and a small tap symbol.',
      ],
    ],
    news: ['The pressure is too low, we come to fill it up and look for where it went.'],
    fixes: [
      'Filled to 1.6 bar, bled all risers, replaced a dripping vent in the attic. Second floor is at 21 °C.',
      'Circulation pump had seized. New one fitted and the curve set right; hot water arrives in ten seconds.',
    ],
  },
  {
    category: 'Heating and cooling',
    tags: ['warranty'],
    priorities: ['low', 'medium'],
    at: ['office', 'energy', 'care'],
    titles: ['Air conditioning drips on the desk, {site}', 'Water from the ceiling unit at {site}'],
    reports: [
      'The ceiling unit in the control room drips, always in the afternoon. There is a bucket on the desk now.',
    ],
    notes: [
      'Condensate pump, still under warranty until March. Note the serial number before you take it out.',
    ],
    asks: [['Does it drip when the unit is switched off as well?', 'No, it stops about an hour later.']],
    news: [
      'It is the pump that lifts the water away. The maker sends one free of charge, it takes a few days.',
    ],
    fixes: [
      'Condensate pump replaced under warranty, drain flushed. Ran it at full cooling for an hour: dry.',
    ],
  },
  {
    category: 'Heating and cooling',
    tags: ['remote-site'],
    priorities: ['medium', 'high'],
    at: ['energy', 'water'],
    titles: ['Cabinet overheats at {site}', 'Fan in the drive cabinet has stopped, {site}'],
    reports: [
      'The drive shows "overtemperature" every day around noon and switches off. The door of the cabinet is hot.',
    ],
    notes: ['Filter mats are black, I saw it last time. Bring mats and one fan, 230 V, 150 mm.'],
    asks: [
      [
        'Can you hear the fan on top of the cabinet?',
        'No, it is quiet. With the door open the drive keeps running.',
      ],
    ],
    news: ['Please leave the door open and keep people away from it; we bring a fan tomorrow.'],
    fixes: ['New fan and filter mats. Cabinet is at 31 °C at full load, before it was 58 °C.'],
  },
  {
    category: 'Pumps and water',
    tags: ['recurring', 'after-hours'],
    priorities: ['high', 'medium'],
    at: ['water'],
    titles: ['Pump blocked again at {site}', 'Motor protection trips on pump 1 at {site}'],
    reports: [
      'Pump 1 hums and then its motor protection trips. We had the same three weeks ago, it was rags then.',
    ],
    notes: ['Rags, as always after the holidays. Take the long hook. We should offer them a cutter.'],
    asks: [
      [
        'Is pump 2 running, and how high is the sump?',
        'Pump 2 runs all the time. The sump is 20 cm below the alarm.',
      ],
    ],
    news: ['We clear it today. Please do not reset the protection again, the winding gets hot each time.'],
    fixes: [
      'Took out about four kilos of wipes, impeller is undamaged. Current is back at 8.2 A. I attached an offer for a cutter.',
    ],
  },
];
