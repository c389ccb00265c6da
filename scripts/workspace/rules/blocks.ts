import type { Field, Shape, ShapeTable } from './shape.ts';

// Every number here is documented in @slack/types (Block Kit reference).
const string = (max: number): Field => ({ kind: 'string', max });
const plain = (max: number): Field => ({ kind: 'text', of: 'plain_text', max });
const either = (max: number): Field => ({ kind: 'text', of: 'either', max });
const list = (of: Field, max: number, min = 1): Field => ({ kind: 'list', of, max, min });
const optional = (field: Field): Field => ({ ...field, optional: true });
const flag: Field = { kind: 'flag', optional: true };
const anything: Field = { kind: 'anything', optional: true };

const id = optional(string(255));
const style: Field = { kind: 'word', among: ['primary', 'danger'], optional: true };

const confirm: Field = {
  kind: 'record',
  optional: true,
  shape: { fields: { title: plain(100), text: either(300), confirm: plain(30), deny: plain(30), style } },
};

const option = (label: Field): Field => ({
  kind: 'record',
  shape: { fields: { text: label, value: string(150), description: optional(plain(75)), url: optional(string(3000)) } },
});

const optionGroup: Field = {
  kind: 'record',
  shape: { fields: { label: plain(75), options: list(option(plain(75)), 100) } },
};

const menu: Shape = {
  fields: {
    action_id: id,
    placeholder: optional(plain(150)),
    options: optional(list(option(plain(75)), 100)),
    option_groups: optional(list(optionGroup, 100)),
    initial_option: optional(option(plain(75))),
    confirm,
    focus_on_load: flag,
  },
  oneOf: [['options', 'option_groups']],
};

const picker: Shape = {
  fields: {
    action_id: id,
    placeholder: optional(plain(150)),
    initial_user: anything,
    initial_conversation: anything,
    confirm,
    focus_on_load: flag,
    response_url_enabled: flag,
  },
};

const choice = (initial: string): Shape => ({
  fields: { action_id: id, options: list(option(either(75)), 10), [initial]: anything, confirm, focus_on_load: flag },
});

/** What an app may answer when it is asked for the options of an `external_select`. */
export const suggestionsShape: Shape = {
  fields: {
    options: optional(list(option(plain(75)), 100, 0)),
    option_groups: optional(list(optionGroup, 100, 0)),
  },
  oneOf: [['options', 'option_groups']],
};

/** Button, menus and pickers: what an `actions` block or an accessory may hold. */
const interactive = {
  button: {
    fields: {
      action_id: id,
      text: plain(75),
      value: optional(string(2000)),
      url: optional(string(3000)),
      style,
      confirm,
      accessibility_label: optional(string(75)),
    },
  },
  static_select: menu,
  external_select: {
    fields: {
      action_id: id,
      placeholder: optional(plain(150)),
      initial_option: optional(option(plain(75))),
      min_query_length: { kind: 'integer', optional: true },
      confirm,
      focus_on_load: flag,
    },
  },
  multi_static_select: { ...menu, fields: { ...menu.fields, initial_options: anything, max_selected_items: anything } },
  overflow: { fields: { action_id: id, options: list(option(plain(75)), 5), confirm } },
  radio_buttons: choice('initial_option'),
  checkboxes: choice('initial_options'),
  users_select: picker,
  conversations_select: picker,
  datepicker: {
    fields: { action_id: id, initial_date: anything, placeholder: optional(plain(150)), confirm, focus_on_load: flag },
  },
  timepicker: {
    fields: {
      action_id: id,
      initial_time: anything,
      placeholder: optional(plain(150)),
      timezone: anything,
      confirm,
      focus_on_load: flag,
    },
  },
} satisfies ShapeTable;

const imageFields: Shape = {
  fields: {
    alt_text: string(2000),
    image_url: optional(string(3000)),
    slack_file: { kind: 'slack-file', optional: true },
  },
  oneOf: [['image_url', 'slack_file']],
};

const inputs: ShapeTable = {
  ...interactive,
  plain_text_input: {
    fields: {
      action_id: id,
      placeholder: optional(plain(150)),
      initial_value: optional({ kind: 'string', max: 3000, min: 0 }),
      multiline: flag,
      min_length: { kind: 'integer', optional: true },
      max_length: { kind: 'integer', optional: true },
      dispatch_action_config: anything,
      focus_on_load: flag,
    },
  },
  number_input: {
    fields: {
      action_id: id,
      is_decimal_allowed: flag,
      initial_value: anything,
      min_value: anything,
      max_value: anything,
      placeholder: optional(plain(150)),
      focus_on_load: flag,
      dispatch_action_config: anything,
    },
  },
};

const textOrImage: Field = {
  kind: 'typed',
  among: {
    image: imageFields,
    plain_text: { fields: { text: string(3000), emoji: flag } },
    mrkdwn: { fields: { text: string(3000), verbatim: flag } },
  },
};

const richText: Field = {
  kind: 'typed',
  among: Object.fromEntries(
    ['rich_text_section', 'rich_text_list', 'rich_text_preformatted', 'rich_text_quote'].map((type) => [
      type,
      {
        fields: {
          elements: list({ kind: 'anything' }, 1000, 0),
          style: anything,
          indent: anything,
          offset: anything,
          border: anything,
          language: anything,
        },
      },
    ]),
  ),
};

const cell: Field = {
  kind: 'typed',
  among: {
    raw_text: { fields: { text: string(3000) } },
    raw_number: { fields: { value: anything, text: anything } },
    rich_text: { fields: { elements: list(richText, 100), block_id: id } },
  },
};

/** The blocks a message may hold. */
export const messageBlocks: ShapeTable = {
  actions: { fields: { block_id: id, elements: list({ kind: 'typed', among: interactive }, 25) } },
  context: { fields: { block_id: id, elements: list(textOrImage, 10) } },
  divider: { fields: { block_id: id } },
  header: { fields: { block_id: id, text: plain(150) } },
  image: { ...imageFields, fields: { ...imageFields.fields, block_id: id, title: optional(plain(2000)) } },
  markdown: { fields: { block_id: id, text: string(12_000) } },
  rich_text: { fields: { block_id: id, elements: list(richText, 100) } },
  section: {
    fields: {
      block_id: id,
      text: optional(either(3000)),
      fields: optional(list(either(2000), 10)),
      accessory: { kind: 'typed', among: { ...interactive, image: imageFields }, optional: true },
      expand: flag,
    },
    anyOf: [['text', 'fields']],
  },
  table: {
    fields: {
      block_id: id,
      rows: list(list(cell, 20), 100),
      column_settings: optional(list({ kind: 'anything' }, 20)),
    },
  },
};

/** The blocks a modal may hold: those of a message and inputs. */
export const modalBlocks: ShapeTable = {
  ...messageBlocks,
  input: {
    fields: {
      block_id: id,
      label: plain(2000),
      element: { kind: 'typed', among: inputs },
      hint: optional(plain(2000)),
      optional: flag,
      dispatch_action: flag,
    },
  },
};

/** Most blocks at once, and the characters of all their texts together (measured by others; Slack gives no number). */
export const surfaces = {
  message: { blocks: messageBlocks, most: 50, characters: 12_000 },
  modal: { blocks: modalBlocks, most: 100, characters: Number.POSITIVE_INFINITY },
  home: { blocks: modalBlocks, most: 100, characters: Number.POSITIVE_INFINITY },
} as const;

/** What every view may have beside its blocks. */
const viewFields = {
  blocks: { kind: 'anything' },
  private_metadata: optional({ kind: 'string', max: 3000, min: 0 }),
  callback_id: optional({ kind: 'string', max: 255, min: 0 }),
  external_id: optional({ kind: 'string', max: 255, min: 0 }),
} as const satisfies Readonly<Record<string, Field>>;

/** The Home tab around its blocks. */
const homeShape: Shape = { fields: viewFields };

/** A modal around its blocks. */
const modalShape: Shape = {
  fields: {
    ...viewFields,
    title: plain(24),
    submit: optional(plain(24)),
    close: optional(plain(24)),
    clear_on_close: flag,
    notify_on_close: flag,
    submit_disabled: flag,
  },
};

/** The two kinds of views. */
export const viewShapes = { modal: modalShape, home: homeShape } as const;
