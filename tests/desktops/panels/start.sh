# Starts each panel with the tray on it and little else.

screen() {
  Xvfb -displayfd 6 -screen 0 1280x800x24 -nolisten tcp 6>display 2>/dev/null &
  until_true "a screen" test -s display
  DISPLAY=:$(cat display)
  export DISPLAY
  # For what the bus starts.
  dbus-update-activation-environment DISPLAY GSETTINGS_BACKEND HOME XDG_CONFIG_HOME XDG_DATA_HOME XDG_CACHE_HOME
  # A window that comes while openbox starts is neither there for it to find nor given to it: nobody puts it on the screen.
  openbox --startup "touch $PWD/openbox-is-up" >/dev/null 2>&1 &
  until_true "openbox is up" test -e openbox-is-up
}

start_xfce() { xfce systray; }
start_sntray() {
  menu_button=1
  xfce sntray
}

xfce() {
  screen
  local folder=$XDG_CONFIG_HOME/xfce4/xfconf/xfce-perchannel-xml
  mkdir -p "$folder"
  cat >"$folder/xfce4-panel.xml" <<END
<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-panel" version="1.0">
  <property name="configver" type="int" value="2"/>
  <property name="panels" type="array">
    <value type="int" value="1"/>
    <property name="panel-1" type="empty">
      <property name="position" type="string" value="p=6;x=0;y=0"/>
      <property name="length" type="uint" value="100"/>
      <property name="position-locked" type="bool" value="true"/>
      <property name="size" type="uint" value="30"/>
      <property name="plugin-ids" type="array"><value type="int" value="1"/></property>
    </property>
  </property>
  <property name="plugins" type="empty"><property name="plugin-1" type="string" value="$1"/></property>
</channel>
END
  xfce4-panel --disable-wm-check &
}

start_lxqt() {
  screen
  mkdir -p "$XDG_CONFIG_HOME/lxqt"
  printf '%s\n' 'panels=panel1' '[panel1]' 'plugins=statusnotifier' 'position=Top' 'desktop=0' 'panelSize=32' 'iconSize=22' \
    '[statusnotifier]' 'type=statusnotifier' 'alignment=Left' >"$XDG_CONFIG_HOME/lxqt/panel.conf"
  XDG_CURRENT_DESKTOP=LXQt lxqt-panel &
}

# mate APPLET: MATE's panel with one applet.
mate() {
  screen
  gsettings set org.mate.panel default-layout "rowbell-$1"
  XDG_CURRENT_DESKTOP=MATE mate-panel &
}

start_mate() { mate NotificationArea; }

start_xapp() {
  gsettings set org.mate.panel enable-sni-support false
  mate MateXAppStatusApplet
  XDG_CURRENT_DESKTOP=X-Cinnamon /usr/libexec/xapps/sn-watcher/xapp-sn-watcher &
}

# A left click opens the menu there, as on Budgie's.
start_ayatana() {
  menu_button=1
  gsettings set org.mate.panel enable-sni-support false
  /usr/libexec/ayatana-indicator-application/ayatana-indicator-application-service &
  mate IndicatorAppletComplete
}

# Sway in a window of X, so that there is a mouse.
sway_with() {
  screen
  unset GDK_BACKEND QT_QPA_PLATFORM
  printf '%s\n' 'output X11-1 resolution 1200x700 position 0,0' 'output * bg #404040 solid_color' "$@" >sway.conf
  WLR_BACKENDS=x11 WLR_RENDERER=pixman sway -c sway.conf >sway.log 2>&1 &
  has_socket() { ls "$XDG_RUNTIME_DIR"/sway-ipc.*.sock "$XDG_RUNTIME_DIR"/wayland-? >/dev/null 2>&1; }
  until_true "sway is up" has_socket
  WAYLAND_DISPLAY=$(basename "$(ls "$XDG_RUNTIME_DIR"/wayland-? | head -1)")
}

start_swaybar() { sway_with 'bar {' 'position top' 'tray_output *' 'status_command while true; do echo; sleep 1000; done' '}'; }

start_waybar() {
  sway_with
  mkdir -p "$XDG_CONFIG_HOME/waybar"
  echo '{"position":"top","height":30,"modules-left":["tray"],"tray":{"icon-size":22}}' >"$XDG_CONFIG_HOME/waybar/config"
  echo '* { font-size: 14px; } window { background: #202020; }' >"$XDG_CONFIG_HOME/waybar/style.css"
  WAYLAND_DISPLAY=$WAYLAND_DISPLAY GDK_BACKEND=wayland waybar &
}
