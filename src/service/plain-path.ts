/** Whether a path or a revision leads nowhere but to what it names: no part of it is empty, `.` or `..`. */
export function isPlainPath(path: string): boolean {
  return path.split(/[/\\]/).every((part) => part !== '' && part !== '.' && part !== '..');
}
