// Starts the application.

import { bootstrapApplication } from '@angular/platform-browser';
import { App } from './app';

bootstrapApplication(App);
