/** A module of its own, so that the bundler makes a style sheet of its own of it. */
import '@fontsource-variable/noto-sans-sc/index.css';
