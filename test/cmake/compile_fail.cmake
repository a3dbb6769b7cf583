# SPDX-License-Identifier: Apache-2.0

# Proves that a file is refused for the reason that it names, and that its twin is accepted.
#
#   // expect: a sentence of ours, word for word; several such lines are all expected
#   #ifdef PERMITTED
#   what must compile
#   #else
#   what must not
#   #endif
#
# cmake -DCOMPILER=<path> -DARGUMENTS=<response file> -DCASE=<file> -P compile_fail.cmake

# Semicolons and brackets mean something in a list of CMake's. Line breaks and runs of spaces are the compiler's.
function(normalise variable)
    string(REPLACE ";" "<semicolon>" normal "${${variable}}")
    string(REPLACE "[" "<open>" normal "${normal}")
    string(REPLACE "]" "<close>" normal "${normal}")
    string(REGEX REPLACE "[ \t\r]*\n" "\n" normal "${normal}")
    set(${variable} "${normal}" PARENT_SCOPE)
endfunction()

function(refuse reason)
    string(SUBSTRING "${output}" 0 8000 shown)
    message("${shown}")
    message(FATAL_ERROR "${CASE}: ${reason}")
endfunction()

macro(compile)
    execute_process(
        COMMAND ${CMAKE_COMMAND} -E env LC_ALL=C ${COMPILER} @${ARGUMENTS}
            -fsyntax-only -fdiagnostics-color=never ${ARGV} ${CASE}
        RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
endmacro()

file(READ ${CASE} text)
normalise(text)
string(REGEX MATCHALL "(^|\n)// expect: [^\n]+" expected "${text}")
if(NOT expected)
    message(FATAL_ERROR "${CASE}: has no line '// expect: <what the compiler must say>'")
endif()
if(NOT text MATCHES "\n#ifdef PERMITTED\n")
    message(FATAL_ERROR "${CASE}: has no permitted twin, '#ifdef PERMITTED'")
endif()

compile()
if(result EQUAL 0)
    refuse("compiles, but must not")
endif()
set(said "${output}")
normalise(said)
string(REGEX REPLACE "[ \t\n]+" " " said "${said}")
foreach(sentence IN LISTS expected)
    string(REGEX REPLACE "^\n?// expect: " "" sentence "${sentence}")
    string(REGEX REPLACE "[ \t\n]+" " " sentence "${sentence}")
    string(FIND "${said}" "${sentence}" found)
    if(found EQUAL -1)
        string(REPLACE "<semicolon>" ";" sentence "${sentence}")
        string(REPLACE "<open>" "[" sentence "${sentence}")
        string(REPLACE "<close>" "]" sentence "${sentence}")
        refuse("is refused, but not with: ${sentence}")
    endif()
endforeach()

compile(-DPERMITTED)
if(NOT result EQUAL 0)
    refuse("its permitted twin does not compile")
endif()
