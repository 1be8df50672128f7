// An icon is a component; see svelte.config.js.
declare module 'lucide-static/icons/*.svg' {
  const icon: import('svelte').Component;
  export default icon;
}
