"""Fields that Graph knows and the town has nothing to say about: left out of an answer, but no error to ask for."""

from collections.abc import Mapping

_COMMENT = "admin_creator application live_broadcast_timestamp message_tags"
_POST = """
    actions admin_creator allowed_advertising_objectives application attachments backdated_time call_to_action
    child_attachments comments_mirroring_domain coordinates event expanded_height expanded_width feed_targeting
    full_picture height icon instagram_eligibility is_app_share is_eligible_for_dark_post is_eligible_for_promotion
    is_expired is_fb_live_videos is_inline_created is_instagram_eligible is_live_clip is_popular is_spherical
    message_tags multi_share_end_card multi_share_optimized parent_id picture place privacy promotable_id
    promotion_status properties scheduled_publish_time shares story story_tags subscribed target targeting
    timeline_visibility via video_buying_eligibility was_fb_live_videos width sharedposts to
"""
_IG_COMMENT = "legacy_instagram_comment_id user"
_IG_MEDIA = """
    alt_text audio_id boost_eligibility_info children copyright_check_information current_live_viewer_count has_poll
    has_slider ig_id insights is_ai_generated is_shared_to_feed legacy_instagram_media_id live_reactions live_status
    media_audio_type media_url owner product_tags reposts_count saved_count shares_count shortcode thumbnail_url
    total_comments_count total_like_count total_views_count video_title view_count
    ingest_first_video_received_time ingest_is_ready_to_start ingest_key ingest_last_heartbeat_time ingest_state
    ingest_url ingest_video_height ingest_video_width
"""
KNOWN: Mapping[str, frozenset[str]] = {
    "Comment": frozenset(_COMMENT.split()),
    "PagePost": frozenset(_POST.split()),
    "IGComment": frozenset(_IG_COMMENT.split()),
    "IGMedia": frozenset(_IG_MEDIA.split()),
    "Recommendation": frozenset(),
}
