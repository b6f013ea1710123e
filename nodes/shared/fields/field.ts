/**
 * The fields of a node, written once. Everything else is derived from them: what the editor stores for a new node, what
 * the runtime reads, what a dialog sends and the server checks, and what the client is set to. The editor loads them
 * too, so nothing here may use Node-RED, zod or Node.js.
 */
export type Fields = Readonly<Record<string, Field>>;

interface Common {
  /** The field's name in errors: the words of its label in the dialog. */
  readonly label?: string;
  /** As in Node-RED's editor; if it is left out, Node-RED decides. A draft must have its required fields. */
  readonly required?: boolean;
  /**
   * What a stored node without this field means.
   * @default the field's default
   */
  readonly absent?: string;
  /** Whether an empty field counts as a missing one. */
  readonly emptyIsAbsent?: true;
  /**
   * Whether the field decides where a request goes or who can read it on its way. A stored key is bound to these
   * fields.
   */
  readonly leads?: true;
}

/**
 * Text that may contain `${NAME}`. A `host` is the address of a custom environment, an `id` the digits of a Procore id.
 */
interface TextField extends Common {
  readonly kind: 'text' | 'host' | 'id';
  readonly default: string;
}

/** A number as typed. The client gets `seconds` as milliseconds and a `percent` as a share from 0 to 1. */
interface NumberField extends Common {
  readonly kind: 'count' | 'seconds' | 'percent';
  readonly default: string;
}

interface TickField extends Common {
  readonly kind: 'tick';
  readonly default: boolean;
}

interface ChoiceField extends Common {
  readonly kind: 'choice';
  readonly default: string;
  readonly values: readonly string[];
}

/** The value of a typed input. */
interface TypedField extends Common {
  readonly kind: 'typed';
  readonly default: string;
}

/** The type of a typed input: the source of its value, or its destination. */
interface InputTypeField extends Common {
  readonly kind: 'inputType';
  readonly default: string;
  readonly values: readonly string[];
}

/** Names with values, each a typed input. */
interface RowsField extends Common {
  readonly kind: 'rows';
  readonly default: readonly Param[];
  /** The types that a row may have. A row without a type is text. */
  readonly types: readonly string[];
}

export interface Param {
  name: string;
  value: string;
  type: string;
}

/** Objects whose form only the node itself knows. */
interface ListField extends Common {
  readonly kind: 'list';
  readonly default: readonly object[];
}

/** The id of a config node of the given type. */
interface NodeField extends Common {
  readonly kind: 'node';
  readonly type: string;
  readonly default: string;
}

/** A value that Node-RED encrypts. If it is a password, the editor gets only a placeholder. */
interface CredentialField extends Common {
  readonly kind: 'credential';
  readonly type: 'text' | 'password';
  /** Whether blanks at its ends belong to it. */
  readonly isExact?: true;
}

/** A value that the editor keeps for itself, such as the name of a picked company. It is not a setting. */
interface KeptField extends Common {
  readonly kind: 'kept';
  readonly default: string | number | Readonly<Record<string, never>>;
}

export type Field =
  | TextField
  | NumberField
  | TickField
  | ChoiceField
  | TypedField
  | InputTypeField
  | RowsField
  | ListField
  | NodeField
  | CredentialField
  | KeptField;

/** The type of a field's value as a node stores it. */
export type ValueOf<F extends Field> = F extends { readonly values: readonly (infer V)[] }
  ? V
  : F extends TickField
    ? boolean
    : F extends NumberField
      ? string | number
      : F extends RowsField
        ? Param[]
        : F extends ListField
          ? F['default']
          : F extends KeptField
            ? F['default'] extends number
              ? number
              : F['default'] extends string
                ? string
                : object
            : string;

/** The properties that a node with these fields stores. */
export type StoredOf<F extends Fields> = {
  -readonly [Name in keyof F as F[Name] extends CredentialField ? never : Name]: ValueOf<F[Name]>;
};

export type CredentialsOf<F extends Fields> = {
  -readonly [Name in keyof F as F[Name] extends CredentialField ? Name : never]?: string;
};
