import type { View } from '../../model/view.ts';
import { histogramViews } from '../heap/histogram-view.ts';

const heap: View<'heap'> = { name: 'heap', entries: histogramViews };

export default heap;
