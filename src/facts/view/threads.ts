import type { View } from '../../model/view.ts';
import { threadsViews } from '../thread/view.ts';

const threads: View<'threads'> = { name: 'threads', entries: threadsViews };

export default threads;
