# Comments of headers as Doxygen wants them: // before a declaration of a namespace or a member of a class becomes ///,
# // behind one becomes ///<. What stands within functions, and what opens a file, stays as it is.
/^#pragma once/ { opened = 1 }
(/^(struct|class) / || /^template .*> *(struct|class) /) && !/;$/ { in_class = 1 }
/^};/ { in_class = 0 }
in_class && /^  (struct|class) .*{$/ { in_member = 1 }
/^  };/ { in_member = 0 }
opened && (/^\/\/( |$)/ || (in_class && /^  \/\/( |$)/) || (in_member && /^    \/\/( |$)/)) { sub(/\/\//, "///") }
opened && (/^inline constexpr .*;  +\/\/ / || (in_class && /^  [^ }\/].*[;}]  +\/\/ /) ||
           (in_member && /^    [^ }\/].*[;}]  +\/\/ /)) { sub(/  +\/\/ /, "  ///< ") }
{ sub(/^namespace tapeless::inline v[0-9_]+/, "namespace tapeless") }
{ print }
