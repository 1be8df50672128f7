export function platform(): 'linux' | 'macos' | 'windows' {
  const agent = navigator.userAgent;
  if (agent.includes('Mac')) return 'macos';
  return agent.includes('Windows') ? 'windows' : 'linux';
}
