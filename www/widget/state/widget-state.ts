// The state of one widget, which the functions of the other modules work on. Each part is in a file of its own.

import type { Callbacks } from './callbacks.ts';
import type { DraftState } from './draft-state.ts';
import type { ElementState } from './element-state.ts';
import type { InputState } from './input-state.ts';
import type { InstanceState } from './instance-state.ts';
import type { LauncherState } from './launcher-state.ts';
import type { LoadingState } from './loading-state.ts';
import type { ModuleState } from './module-state.ts';
import type { WindowState } from './window-state.ts';

/** One flat object. A function that needs only some of the parts has their types in its signature. */
export interface WidgetState extends ElementState, InputState, WindowState, DraftState, LoadingState, InstanceState, LauncherState, ModuleState, Callbacks {}
