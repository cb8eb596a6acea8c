import { defineShapes } from '../../src/wire/index.js';

/** Shapes with every form that a message or a field can have. */
export const shapes = defineShapes(
  {
    Block: 's type=1;mText text=2;s text=3;[mBlock elements=4;[mRow rows=5',
    Text: 's type=1 text=2;b emoji=3',
    Row: ['[mText items=1', { form: 'list' }],
    Values: ['{mText entries=1', { form: 'map' }],
    View: 's id=1;n count=2;b open=3;[s names=4;{mValues values=5;{s labels=6;t payload=7;v anything=8;[v list=9;y image=10;[mBlock blocks=11;[n sizes=12',
    Update: 's channel=1;[mBlock blocks=2;[s file_ids=3',
    Event: ['mSaid said=1;mUnknown unknown=2', { form: 'oneof' }],
    Said: 's type=1 text=2',
    Unknown: 's type=1;t body=2',
    Callback: 's event_id=1;mEvent event=2',
  },
  {},
);
