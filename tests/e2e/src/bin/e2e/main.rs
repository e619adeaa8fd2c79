//! The end-to-end tests: dist/ over HTTP in Chromium, at a root and under a subpath. The arguments select tests by
//! parts of their names (`root::`, `subpath::`, `tutorial`).

mod access;
mod axe;
mod code;
mod compare;
mod drag;
mod editing;
mod embed;
mod export;
mod faults;
mod figures;
mod first_paint;
mod frame;
mod hosts;
mod import;
mod kept;
mod layout;
mod links;
mod loading;
mod offline;
mod parts;
mod path;
mod pictures;
mod policies;
mod policy;
mod predict;
mod program;
mod python;
mod records;
mod share;
mod steps;
mod table;
mod time;
#[path = "../../../../support/trace_events.rs"]
mod trace_events;
mod tutorial;
mod zoom;

use futurescope_e2e::runner::{self, Test};
use futurescope_e2e::{Window, test};
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    let tests: Vec<Test> = vec![
        test!(parts::the_first_part_draws_and_runs_alone),
        test!(parts::the_first_part_suffices_in_windows_of_other_sizes),
        test!(parts::a_press_at_once_runs_with_the_first_part_alone),
        test!(parts::what_is_asked_for_early_is_done_when_the_rest_is_there),
        test!(parts::the_first_part_reads_no_constant_of_the_second),
        test!(parts::a_program_whose_first_part_has_next_to_nothing_does_the_same),
        test!(tutorial::page_opens_idle_with_the_first_example).also_under_subpath(),
        test!(tutorial::first_example_prints_the_tutorial_to_the_letter).also_under_subpath(),
        test!(tutorial::second_example_gives_its_results_in_list_order).also_under_subpath(),
        test!(tutorial::stop_ends_the_run_at_once).also_under_subpath(),
        test!(tutorial::a_run_can_be_run_again),
        test!(program::the_tutorials_programs_run_as_real_python_to_the_letter).also_under_subpath(),
        test!(program::a_deadlock_is_named_and_each_task_stands_at_its_line),
        test!(program::a_failure_is_marked_at_its_line),
        test!(program::stop_is_immediate_and_a_limit_is_said),
        test!(program::every_example_runs_and_ends_as_it_says),
        test!(program::a_program_is_shared_as_a_link),
        test!(program::a_figure_runs_a_program),
        test!(policies::every_policy_can_be_chosen_and_prints_its_lines),
        test!(policies::one_by_one_starts_each_after_the_one_before),
        test!(policies::a_failure_reaches_main),
        test!(policies::fail_fast_cancels_the_others),
        test!(editing::invalid_text_is_reported_with_its_position_and_kept),
        test!(editing::invalid_numbers_are_reported_and_cannot_run),
        test!(editing::an_empty_list_cannot_run),
        test!(editing::a_megabyte_of_invalid_text_is_reported),
        test!(editing::strange_unicode_is_kept_as_typed),
        test!(editing::table_and_text_are_two_views_of_one_list),
        test!(editing::editing_during_a_run_applies_to_the_next),
        test!(faults::a_panic_is_reported_and_the_page_can_be_reloaded),
        test!(faults::running_out_of_memory_is_reported_and_the_page_can_be_reloaded),
        test!(drag::a_bar_is_made_longer_and_undone_by_keys),
        test!(import::help_offers_the_recorder).also_under_subpath(),
        test!(import::a_dropped_record_is_replayed_and_left_again).also_under_subpath(),
        test!(import::a_chosen_file_is_opened_or_named),
        test!(import::broken_files_are_named_and_change_nothing),
        test!(import::the_address_names_a_record_of_the_same_site_only),
        test!(import::a_file_of_100_mb_opens),
        test!(links::a_link_opens_its_scenario).also_under_subpath(),
        test!(links::a_bad_part_of_a_link_is_named_and_the_rest_is_taken),
        test!(links::an_unreadable_list_in_a_link_opens_the_first_example),
        test!(links::broken_percent_encoding_is_named),
        test!(kept::a_long_list_is_restored_after_a_reload),
        test!(kept::a_list_of_120_000_lines_is_restored_after_a_reload),
        test!(kept::comments_are_restored_after_an_immediate_reload),
        test!(kept::invalid_input_and_all_other_input_is_restored_after_a_reload),
        test!(kept::an_invalid_cell_is_restored_after_a_reload),
        test!(kept::a_change_on_the_bare_page_keeps_the_offer),
        test!(kept::a_change_after_a_link_keeps_the_offer),
        test!(kept::a_link_in_the_same_tab_replaces_the_work_and_back_restores_it),
        test!(kept::a_link_followed_while_an_edit_is_about_to_be_written_is_opened),
        test!(kept::an_example_replaces_the_work_which_is_then_offered),
        test!(kept::an_opened_work_replaces_the_current_one_which_is_then_offered),
        test!(kept::a_dismissed_work_stays_saved),
        test!(kept::leaving_immediately_loses_nothing),
        test!(kept::two_tabs_do_not_overwrite_each_other),
        test!(kept::a_full_storage_is_reported_and_the_tab_keeps_the_work),
        test!(kept::full_storages_are_reported_and_lose_nothing),
        test!(kept::a_storage_that_throws_is_reported_and_loses_nothing),
        test!(kept::denied_storages_are_reported),
        test!(kept::invalid_data_in_the_storages_is_ignored_with_a_message),
        test!(kept::a_work_that_is_too_large_is_reported_as_lost),
        test!(kept::a_links_address_is_unchanged_until_an_edit),
        test!(kept::embed_and_autorun_apply_only_to_the_open_link),
        test!(kept::an_invalid_cell_is_an_undo_step_of_its_own),
        test!(kept::the_address_is_replaced_at_most_once_in_500_ms),
        test!(kept::a_link_starts_by_itself_only_if_it_says_so),
        test!(kept::a_crash_loses_nothing_that_was_kept),
        test!(kept::a_crash_right_after_a_keystroke_loses_nothing),
        test!(kept::a_second_tab_of_the_same_work_loses_nothing),
        test!(share::the_link_is_copied_and_opens_the_same).also_under_subpath(),
        test!(share::share_opens_by_key_and_gives_the_focus_back),
        test!(share::a_phone_shares_from_its_menu).on(Window::PHONE),
        test!(share::a_denied_clipboard_leaves_the_text_selected_and_says_how_to_copy),
        test!(share::what_the_link_does_not_hold_is_said_of_the_work_at_hand),
        test!(share::the_systems_sheet_is_offered_only_where_there_is_one),
        test!(share::the_code_to_embed_is_a_live_figure_elsewhere).also_under_subpath(),
        test!(embed::a_blog_has_live_figures_that_share_what_was_fetched),
        test!(embed::a_figure_takes_neither_focus_nor_keys_nor_scrolls_its_host),
        test!(embed::the_content_stays_without_scripts_and_in_print),
        test!(embed::a_slide_loads_its_figure_when_it_is_shown),
        test!(embed::a_figure_is_driven_and_tells_what_happens),
        test!(embed::a_figure_has_the_colours_of_its_host),
        test!(embed::a_figure_is_as_high_as_it_needs),
        test!(embed::it_fits_its_frame),
        test!(embed::an_embedded_page_keeps_nothing),
        test!(embed::only_the_host_is_obeyed_and_only_when_embedded),
        test!(embed::the_demonstration_is_driven_by_its_buttons).also_under_subpath(),
        test!(zoom::a_long_list_has_an_overview_whose_window_is_moved_by_keys),
        test!(zoom::a_run_keeps_its_view_and_every_part_of_the_page_its_time),
        test!(time::space_runs_pauses_and_resumes),
        test!(time::a_run_can_be_stepped_from_idle_to_its_end).also_under_subpath(),
        test!(time::the_whole_page_shows_the_moment_of_the_playhead),
        test!(time::scrubbing_while_it_runs_shows_an_earlier_moment),
        test!(time::why_is_asked_and_answered_without_a_mouse),
        test!(time::the_caption_shifts_nothing),
        test!(time::why_opens_at_its_findings_and_scrolls_to_the_answer),
        test!(time::events_are_listed_and_lead_to_their_moment),
        test!(time::one_task_can_be_cancelled_by_hand),
        test!(time::n_adds_a_task_whose_name_can_be_typed_at_once),
        test!(time::help_lists_the_keys_and_turns_single_keys_off),
        test!(code::the_tutorial_is_written_in_three_languages).also_under_subpath(),
        test!(code::the_policies_names_follow_the_language_which_is_remembered),
        test!(code::a_step_moves_a_task_from_line_to_line),
        test!(code::copy_takes_the_program_and_says_so),
        test!(code::hovering_a_line_highlights_its_tasks_and_a_chip_selects_one),
        test!(code::an_empty_list_has_no_program_and_an_unreadable_one_the_last),
        test!(code::docked_it_is_beside_the_other_panels),
        test!(code::code_scrolls_by_itself_on_a_phone).on(Window::PHONE),
        test!(compare::eight_policies_are_compared_and_one_is_applied_by_keyboard),
        test!(compare::limits_are_compared_and_one_is_applied),
        test!(compare::the_axis_of_the_sketches_keeps_its_distance_from_the_figures),
        test!(compare::a_thousand_tasks_are_compared_without_long_tasks),
        test!(access::tab_and_enter_run_without_a_mouse),
        test!(access::tasks_table_has_the_content_of_the_picture),
        test!(access::landmarks_have_names),
        test!(path::the_critical_path_adds_up_and_a_chosen_step_is_shown),
        test!(path::a_finding_leads_to_the_critical_path),
        test!(table::the_durations_stand_over_the_table_in_a_tab_too).on(table::HIGH_WINDOW),
        test!(table::tasks_are_sorted_and_filtered_by_keyboard),
        test!(table::a_chosen_row_shows_its_lane_and_a_chosen_lane_its_row).on(table::HIGH_WINDOW),
        test!(figures::a_count_lists_its_tasks_by_keyboard_at_any_size),
        test!(figures::the_row_in_flight_answers_at_any_point_by_pointer_and_by_keys),
        test!(figures::the_labels_of_the_percentiles_stand_at_their_lines_and_never_meet),
        test!(access::a_phone_can_run).on(Window::PHONE),
        test!(access::a_phone_presents_from_its_menu_and_comes_back).on(Window::PHONE),
        test!(access::the_language_of_a_presentation_is_chosen_by_keys),
        test!(access::nothing_is_cut_off_on_a_phone).on(Window::PHONE),
        test!(layout::a_hundred_messages_leave_the_page_in_place),
        test!(layout::the_run_status_is_there_at_any_width),
        test!(layout::run_caption_and_three_lanes_are_in_view_without_scrolling),
        test!(layout::tasks_in_flight_have_a_row_where_there_is_room),
        test!(layout::a_presentation_shows_caption_lanes_program_and_transport),
        test!(layout::a_frame_in_another_page_shows_run_caption_and_three_lanes),
        test!(layout::the_set_up_opens_over_the_timeline_and_is_remembered),
        test!(layout::the_focused_element_is_never_covered),
        test!(layout::no_tab_scrolls_the_page_sideways),
        test!(layout::no_text_is_cut_off_without_a_way_to_read_it),
        test!(layout::no_headline_is_cut_off_at_any_step),
        test!(layout::the_title_of_no_example_is_cut_off_in_the_caption),
        test!(layout::a_button_keeps_its_place_when_its_word_changes),
        test!(layout::larger_text_does_not_overlap),
        test!(layout::larger_text_in_the_settings_gets_a_narrower_frame),
        test!(layout::lanes_and_rows_are_as_high_as_their_text),
        test!(frame::the_splitter_moves_by_keys_and_stops_where_both_are_useful),
        test!(frame::the_splitter_is_dragged_remembered_and_reset),
        test!(frame::the_program_is_beside_the_panels_from_the_start_until_it_is_undocked),
        test!(frame::in_a_small_window_the_panels_open_over_the_timeline),
        test!(frame::the_set_up_of_a_long_list_is_a_line_until_it_is_opened),
        test!(axe::every_state_of_a_run_keeps_the_rules_of_accessibility),
        test!(axe::what_stands_before_the_program_keeps_the_rules_of_accessibility),
        test!(axe::every_panel_keeps_the_rules_of_accessibility),
        test!(axe::the_editor_and_what_opens_keep_the_rules_of_accessibility),
        test!(axe::a_program_and_its_record_keep_the_rules_of_accessibility),
        test!(axe::messages_and_an_embedded_page_keep_the_rules_of_accessibility),
        test!(axe::a_guess_keeps_the_rules_of_accessibility),
        test!(predict::a_guess_is_made_and_graded_by_keys),
        test!(predict::a_guess_fits_every_window),
        test!(export::the_trace_is_saved_packed_and_opens_again).also_under_subpath(),
        test!(export::the_perfetto_file_keeps_the_rules_of_its_format),
        test!(export::the_console_is_saved_as_it_is_shown),
        test!(export::the_tasks_are_saved_without_formulas),
        test!(export::the_figures_are_saved_with_their_findings),
        test!(export::a_hundred_thousand_tasks_are_saved),
        test!(pictures::the_timeline_is_saved_as_vectors_with_its_texts).also_under_subpath(),
        test!(pictures::a_picture_has_two_pixels_for_each_of_the_figure_and_something_on_it),
        test!(pictures::policies_durations_and_program_are_saved_too),
        test!(pictures::pictures_of_a_thousand_tasks_are_saved),
        test!(first_paint::the_page_stands_before_its_program_and_nothing_moves).also_under_subpath(),
        test!(first_paint::no_frame_is_blank_when_the_program_takes_its_place),
        test!(first_paint::a_press_of_run_before_the_program_is_there_is_carried_out_once),
        test!(first_paint::only_a_first_visit_stands_with_the_first_example),
        test!(first_paint::without_scripts_only_the_notice_stands),
        test!(loading::a_page_that_starts_shows_no_notice).also_under_subpath(),
        test!(loading::a_missing_wasm_file_is_named),
        test!(loading::a_program_that_is_not_compiled_while_it_arrives_is_fetched_anew),
        test!(loading::a_missing_script_is_named),
        test!(loading::a_missing_style_sheet_is_named),
        test!(loading::a_page_without_its_later_style_sheet_runs_and_says_what_is_missing),
        test!(loading::an_error_of_the_script_is_reported),
        test!(loading::a_page_opened_as_a_file_says_so),
        test!(loading::a_sandboxed_frame_says_so),
        test!(loading::a_frame_with_an_origin_runs),
        test!(loading::a_browser_without_webassembly_is_reported),
        test!(offline::the_page_works_without_a_network).also_under_subpath(),
        test!(offline::a_server_that_does_not_answer_is_not_waited_for),
        test!(offline::a_new_version_is_offered_and_never_mixed_with_the_old),
        test!(offline::a_new_version_brings_its_own_python_and_has_it_without_a_network),
        test!(offline::a_version_that_is_only_half_on_the_server_is_not_stored),
        test!(offline::a_file_on_the_server_switches_the_worker_off),
        test!(offline::a_browser_without_storage_or_workers_runs_the_page),
        test!(offline::the_page_can_be_installed).also_under_subpath(),
        test!(offline::no_request_goes_to_another_host),
        test!(policy::nothing_violates_the_policy_on_a_tour_of_the_page).also_under_subpath(),
        test!(policy::the_page_has_the_policy_that_the_server_sends).also_under_subpath(),
        test!(python::each_limit_ends_a_program_with_a_sentence),
        test!(python::what_is_not_in_the_page_is_said),
        test!(python::a_traceback_is_pythons_own),
        test!(python::a_program_finds_nothing_of_the_one_before),
        test!(python::a_program_is_stopped_at_once_and_a_worker_that_dies_is_said).also_under_subpath(),
        test!(python::a_spare_worker_takes_the_place_of_one_that_is_stopped),
        test!(python::a_program_reaches_nothing_outside_of_its_worker),
        test!(python::python_is_fetched_when_it_is_opened_and_works_without_a_network),
        test!(records::a_record_is_that_of_cpython_but_for_its_header),
    ];
    runner::run(&tests).await
}
