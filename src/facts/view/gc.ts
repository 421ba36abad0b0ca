import type { View } from '../../model/view.ts';
import { gcViews } from '../gc/view.ts';

const gc: View<'gc'> = { name: 'gc', entries: gcViews };

export default gc;
