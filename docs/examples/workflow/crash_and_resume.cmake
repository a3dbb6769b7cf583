# SPDX-License-Identifier: Apache-2.0
#
# Runs the workflow, lets it be killed after some checkpoints, and runs it again; and once more, when all is done.
set(database ${FOLDER}/workflow.sqlite)
file(REMOVE ${database} ${FOLDER}/workflow.svg)

execute_process(
    COMMAND ${WORKFLOW} --database ${database} --picture ${FOLDER}/workflow.svg --crash-after 20
    RESULT_VARIABLE killed OUTPUT_VARIABLE first ERROR_VARIABLE first_errors)
if(killed EQUAL 0)
    message(FATAL_ERROR "the first run was not killed:\n${first}${first_errors}")
endif()

execute_process(
    COMMAND ${WORKFLOW} --database ${database} --picture ${FOLDER}/workflow.svg
    RESULT_VARIABLE result OUTPUT_VARIABLE second ERROR_VARIABLE second_errors)
message("${first}\n${second}${second_errors}")
if(NOT result EQUAL 0)
    message(FATAL_ERROR "the second run failed: ${result}")
endif()
foreach(expected IN ITEMS
        "20 results found in the checkpoint" "asks: publish document 5?" "was taken by the batch"
        "11 of 12 documents stored" "1 handled by an error handler")
    string(FIND "${second}" "${expected}" found)
    if(found EQUAL -1)
        message(FATAL_ERROR "the second run did not say '${expected}'")
    endif()
endforeach()

# What an error handler did is a result like any other. Of the 12 documents, one is skipped in its fourth node.
execute_process(
    COMMAND ${WORKFLOW} --database ${database} --picture ${FOLDER}/workflow.svg
    RESULT_VARIABLE result OUTPUT_VARIABLE third ERROR_VARIABLE third_errors)
if(NOT result EQUAL 0)
    message(FATAL_ERROR "the third run failed: ${result}\n${third}${third_errors}")
endif()
foreach(expected IN ITEMS
        "58 results found in the checkpoint" "11 of 12 documents stored" "1 handled by an error handler")
    string(FIND "${third}" "${expected}" found)
    if(found EQUAL -1)
        message(FATAL_ERROR "the third run did not say '${expected}':\n${third}")
    endif()
endforeach()
if(NOT EXISTS ${FOLDER}/workflow.svg)
    message(FATAL_ERROR "there is no picture")
endif()
